# SPDX-License-Identifier: Apache-2.0
"""The programs that are measured: a data folder of their own, the command line, and a client of the API."""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import time
import uuid

import process

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HELLO = ROOT / "resources" / "agents" / "hello"
PROMPT = b'{"prompt":"Hello"}'
SESSION_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"
START_HEADER = "X-Agentarium-Start"


class Answer:
    """One finished invocation: milliseconds from before the connection to the last byte, and the body."""

    def __init__(self, ms, body, start):
        self.ms, self.body, self.start = ms, body, start

    @property
    def json(self):
        return json.loads(self.body)


class Workbench:
    def __init__(self, programs, home):
        self.ctl = str(programs / "agentariumctl")
        self.home = home
        os.environ["AGENTARIUM_HOME"] = str(home)

    # The command line

    def call(self, *words):
        """Runs agentariumctl with --json; what it printed, parsed. Ends the benchmark when the verb fails."""
        words = [str(word) for word in words]
        words.insert(words.index("--") if "--" in words else len(words), "--json")
        done = subprocess.run([self.ctl, *words], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"agentariumctl {' '.join(words)}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def ensure_image(self):
        if subprocess.run([self.ctl, "image", "status", "--json"], capture_output=True).returncode != 0:
            subprocess.run([self.ctl, "image", "build"], check=True)

    def deploy(self, folder, name, *options):
        return self.call("deploy", folder, "--name", name, *options)

    def stop(self):
        subprocess.run([self.ctl, "daemon", "stop", "--force"], capture_output=True)

    # The API

    def daemon(self):
        """{"pid","port","token",…} of the daemon, started when there is none: it leaves when it has nothing to do."""
        for _ in range(2):
            try:
                found = json.loads((self.home / "daemon.json").read_text())
                os.kill(found["pid"], 0)
                return found
            except (OSError, ValueError):
                self.call("agents")
        sys.exit(f"There is no daemon in {self.home}.")

    def api(self, path, method="GET"):
        daemon = self.daemon()
        connection = http.client.HTTPConnection("127.0.0.1", daemon["port"], timeout=120)
        connection.request(method, "/api/v1" + path, headers={"Authorization": "Bearer " + daemon["token"]})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text[:500]}")
        return json.loads(text)

    def invoke(self, agent, session, body=PROMPT, content_type="application/json", read=None):
        """One invocation on a connection of its own. `read` takes the response instead of response.read()."""
        daemon = self.daemon()
        headers = {"Authorization": "Bearer " + daemon["token"], "Content-Type": content_type,
                   SESSION_HEADER: session}
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", daemon["port"], timeout=300)
        connection.request("POST", f"/api/v1/agents/{agent}/invocations", body, headers)
        response = connection.getresponse()
        answer = read(response) if read and response.status == 200 else response.read()
        ms = (time.perf_counter() - begin) * 1000
        connection.close()
        if response.status != 200:
            sys.exit(f"{agent}: {response.status} {answer[:500]}")
        return Answer(ms, answer, json.loads(response.headers.get(START_HEADER, "null")))

    def stop_session(self, session):
        self.api(f"/sessions/{session}", "DELETE")

    # What runs

    def emulators(self):
        """Process ids of the emulators of this data folder's microVMs, paused copies too."""
        return {pid for pid, words in process.command_lines()
                if b"qemu-system" in words[0] and any(word.startswith(b"guest=agentarium-") for word in words)
                and any(os.fsencode(self.home) in word for word in words)}

    def settle(self, warm=0, seconds=180):
        """Waits until `warm` copies are ready, no other microVM is there and no job runs."""
        wait_until(lambda: self.api("/daemon")["warmClones"] == warm and len(self.emulators()) == warm
                   and all(job["state"] != "running" for job in self.api("/jobs")["jobs"]),
                   f"{warm} warm copies and nothing else", seconds)

    def ready_template(self, agent):
        """After a deploy: waits until a start of the agent is a restored one. A template is begun 3 s later."""
        for _ in range(3):
            time.sleep(4)
            wait_until(lambda: all(job["state"] != "running" for job in self.api("/jobs")["jobs"]), "the template", 180)
            session = new_session()
            answer = self.invoke(agent, session)
            self.stop_session(session)
            if answer.start["kind"] in ("restored", "warm"):
                return
        sys.exit(f"{agent} has no template: {self.fallback(session)}")

    def fallback(self, session):
        """Why a session's start was cold although a restored one was wanted."""
        told = self.api(f"/sessions/{session}/events?kind=session.fallback")["events"]
        return told[0]["body"]["reason"] if told else "it does not say why"


def new_session():
    return f"bench-{uuid.uuid4()}"


def wait_until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {seconds} s")
        time.sleep(0.1)
