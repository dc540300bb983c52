# SPDX-License-Identifier: Apache-2.0
"""An agent as an arm64 process under qemu-user: what an arm64 container on this machine amounts to.

Its root is the guest image's, unpacked once a digest into the data folder; its code is the disk the deployed version
has. So the interpreter, the packages and the compiled files are those of the microVM."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time

EMULATOR = "qemu-aarch64-static"
PORT = 8080  # where app.run() listens
# What agentarium-init gives an agent, without its proxy.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1",
               "DOCKER_CONTAINER": "1", "PORT": str(PORT)}


def extract(disk, folder):
    """Unpacks an EROFS file once."""
    if folder.exists():
        return folder
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["fsck.erofs", f"--extract={part}", "--no-preserve", disk], check=True, stdout=subprocess.DEVNULL)
    part.rename(folder)
    return folder


class Container:
    def __init__(self, bench, agent):
        """Prepares the newest version of a deployed agent."""
        image = (bench.home / "images" / "current").read_text().strip()
        version = bench.api(f"/agents/{agent}")["versions"][-1]
        code = bench.home / "agents" / agent / "versions" / str(version["version"]) / "code.erofs"
        cache = bench.home / "cache" / "bench"
        self._root = extract(bench.home / "images" / image / "root.erofs", cache / f"root-{image[:16]}")
        shutil.rmtree(cache / agent, ignore_errors=True)
        self._code = extract(code, cache / agent)
        self._command = [EMULATOR, "-L", self._root, self._root / "usr" / "bin" / "python3", "-m", "agentarium_run",
                         *version["entryPoint"]]
        self._log = cache / "agent.log"
        self._process = None

    def start(self, body):
        """Milliseconds from the start of the process to the end of its first answer."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", PORT))
            except OSError:
                sys.exit(f"Port {PORT} is in use: the agent under qemu-user needs it.")
        begin = time.perf_counter()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(self._command, cwd=self._code, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                             stdout=log, stderr=log)
        answer = self._first_answer(body)
        ms = (time.perf_counter() - begin) * 1000
        if "Hello" not in json.dumps(answer):
            sys.exit(f"the agent under qemu-user answered {answer}")
        return ms

    def _first_answer(self, body):
        while self._process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            try:
                connection.request("POST", "/invocations", body, {"Content-Type": "application/json"})
                return json.loads(connection.getresponse().read())
            except ConnectionRefusedError:
                time.sleep(0.005)
            finally:
                connection.close()
        sys.exit(f"the agent under qemu-user ended with {self._process.returncode}:\n{self._log.read_text()}")

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        self._process.kill()
        self._process.wait()


def emulator_version():
    text = subprocess.run([EMULATOR, "--version"], capture_output=True, text=True).stdout
    return text.splitlines()[0].split("version ")[-1].split(" ")[0]


def missing():
    """Why this part cannot run here, or nothing."""
    for program in (EMULATOR, "fsck.erofs"):
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            return f"{program} is not installed"
    return ""
