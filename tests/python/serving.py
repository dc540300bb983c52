# SPDX-License-Identifier: Apache-2.0
"""Serves an app of the guest's package in this process, or an agent file in another one, and talks to it."""

import http.client
import json
import logging
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "resources" / "guest" / "python"
AGENTS = ROOT / "resources" / "agents"
sys.path.insert(0, str(PACKAGE))

# What runs agent files; another interpreter than this one can be named, for example one of the guest's version.
PYTHON = os.environ.get("AGENTARIUM_TEST_PYTHON", sys.executable)

SESSION = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def events(self):
        """The JSON values of a server-sent event stream."""
        records = self.body.decode().split("\n\n")
        assert records.pop() == "", self.body
        assert all(record.startswith("data: ") for record in records), records
        return [json.loads(record[6:]) for record in records]


class Client:
    port: int

    def connect(self, timeout=20):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, timeout=20):
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def invoke(self, payload, headers=None, timeout=20):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.ask("POST", "/invocations", body, headers, timeout)

    def ping(self):
        return self.ask("GET", "/ping").json


class Serving(Client):
    """`with Serving(app) as server`: a BedrockAgentCoreApp in a thread of this process."""

    def __init__(self, app):
        import uvicorn
        from bedrock_agentcore.runtime._server import QuietServer

        self.records = []
        app.logger.handlers = [_Keep(self.records)]
        self.port = free_port()
        self._server = QuietServer(
            uvicorn.Config(app, host="127.0.0.1", port=self.port, log_config=None, log_level="critical")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self):
        self._thread.start()
        assert wait_until(lambda: self._server.started), "the server did not start"
        return self

    def __exit__(self, *_):
        assert wait_until(lambda: self._server._loop is not None)
        self._server.handle_exit(15, None)
        self._thread.join(10)


class _Keep(logging.Handler):
    def __init__(self, records):
        super().__init__()
        self._records = records

    def emit(self, record):
        self._records.append(record.getMessage())


class Process(Client):
    """`with Process(folder, "main.py") as agent`: the file as the guest would run it, on a port of its own."""

    def __init__(self, folder, file="main.py", env=None, wait=True):
        self.port = free_port()
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(PACKAGE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self.port),
            "LANG": "C.UTF-8",
        }
        environment.update(env or {})
        # The bundled agents listen on 8080, as in the guest; here that port may be taken.
        code = (
            "import sys, agentarium_run\n"
            "from bedrock_agentcore.runtime import app\n"
            f"app.BedrockAgentCoreApp.run.__defaults__ = ({self.port}, None)\n"
            "agentarium_run.main(sys.argv[1:])\n"
        )
        self.process = subprocess.Popen(
            [PYTHON, "-c", code, file], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self._wait = wait
        self.stdout = self.stderr = ""

    def __enter__(self):
        if self._wait and not wait_until(self._answers, 20):
            self.__exit__()
            raise AssertionError(f"the agent does not listen: {self.stderr}")
        return self

    def _answers(self):
        if self.process.poll() is not None:
            return True
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def finish(self, seconds=20):
        """Waits for the end of the process; its exit code."""
        stdout, stderr = self.process.communicate(timeout=seconds)
        self.stdout, self.stderr = stdout.decode(), stderr.decode()
        return self.process.returncode

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        if not self.process.stdout.closed:
            self.finish()


def context_switches(pid):
    """Voluntary and other switches of all threads so far: how often a process woke up."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        for line in pathlib.Path(f"/proc/{pid}/task/{task}/status").read_text().splitlines():
            if "ctxt_switches" in line:
                total += int(line.split()[1])
    return total


def peak_memory(pid):
    """Bytes: the process's highest resident size so far."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")
