# SPDX-License-Identifier: Apache-2.0
"""Those who use the sessions: callers, shells, the window, and the witnesses."""

import json
import signal
import subprocess

from journey import BIN, new_session_id
from strike import Missed, sockets_to
from witness import Witness


class Clients:
    """A part of Stage, which has `home`, `random`, `wanted` and ways to ask the daemon."""

    def __init__(self):
        self.witnesses = {}  # recording id to Witness
        self.callers = []
        self.answers = 0
        self.harmed = set()  # beginnings of recording ids, or microVMs' digits: what was hurt on purpose

    def begin_session(self, agent="chaos", payload='{"echo":"first"}'):
        session = new_session_id()
        self.callers.append(self.home.start("invoke", agent, payload, "--session", session, "--json"))
        return session

    def wait_until_begun(self, session):
        if not self.until(lambda: self.kinds_on_disk(session), 20, 0.01):
            raise Missed("the session did not begin")

    def wait_while_provisioning(self, session, seconds):
        found = self.until(lambda: (row := self.row(session))["state"] != "Provisioning" and row, seconds, 0.5)
        if not found:
            self.lose(f"{session} is still Provisioning after {seconds} s")
        return found or self.row(session)

    def wait_for_a_session(self, seconds):
        """Faults of a running session need one: a start takes its time under emulation."""
        self.until(self.live_session, seconds, 1)

    def invoke(self, session, payload):
        agent = self.row(session)["agent"]
        self.callers.append(self.home.start("invoke", agent, json.dumps(payload), "--session", session, "--json"))

    def invoke_some(self, count, payload=None):
        for number in range(count):
            session = self.live_session()
            if session:
                self.invoke(session, payload or {"echo": number, "lines": self.random.randint(0, 5)})

    def open_shell(self):
        session = self.live_session()
        if session:
            self.callers.append(self.home.start("shell", session, "--json", stdin=subprocess.PIPE))

    def open_window(self):
        return subprocess.Popen([BIN / "agentarium", "--home", self.home.path],
                                env={**self.home.env, "QT_QPA_PLATFORM": "offscreen"}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_connected(self, process):
        if process.poll() is not None:
            raise Missed(f"the window ended with {process.returncode}")
        return sockets_to(process.pid, self.home.daemon()["port"])

    def reap(self, caller, seconds=0.0):
        try:
            caller.communicate(timeout=seconds or 0.01)
        except subprocess.TimeoutExpired:
            caller.kill()
            caller.communicate()
        if caller.returncode == 0:
            self.answers += 1

    def kill_callers(self):
        killed = 0
        for caller in self.callers:
            if caller.poll() is None:
                caller.send_signal(signal.SIGKILL)
                killed += 1
            self.reap(caller, 5)
        self.callers = []
        return killed

    def drop_finished(self):
        for caller in [caller for caller in self.callers if caller.poll() is not None]:
            self.reap(caller, 5)
            self.callers.remove(caller)

    def watch(self):
        """Sessions are as many as wanted, or a few more, and each has a witness."""
        rows = [row for row in self.live() if row["agent"] != "reader"]
        for row in rows[self.wanted + 3:]:
            self.ctl("session", "stop", row["sessionId"], check=None)
        for _ in range(self.wanted - len(rows)):
            self.begin_session("copied" if self.has_template() and self.random.random() < 0.5 else "chaos")
        for row in self.ctl("recordings", "--json").json["recordings"]:
            recording = row["recordingId"]
            if recording not in self.witnesses:
                self.witnesses[recording] = Witness(self.home, recording)
            witness = self.witnesses[recording]
            if row["live"] and not witness.running():
                witness.join()
                witness.start()

    def stop_watching(self):
        for witness in self.witnesses.values():
            witness.kill()
