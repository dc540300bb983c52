# SPDX-License-Identifier: Apache-2.0
"""A daemon with real sessions and clients that use them: what the faults are done to."""

import fcntl
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "journeys"))

from journey import AGENTS, WORK, Home, new_session_id  # noqa: E402
import small_disk  # noqa: E402
from clients import Clients  # noqa: E402
from strike import Missed, is_gone  # noqa: E402

AGENT = ROOT / "tests" / "chaos" / "agents" / "chaos"
CARGO_BYTES = 100_000_000
COPIED = ("--start", "restored", "--memory", "384")


class Stage(Clients):
    agent_folder = AGENT

    def __init__(self, seed, sessions, say, agents):
        self.random = random.Random(seed)
        self.wanted, self.say, self.agents = sessions, say, agents
        super().__init__()
        self.losses = []
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="scratch-", dir=self._work()))
        self.small_disk = small_disk.mount(WORK)
        self.home = Home(at=self.small_disk)
        # Times are for a machine that has other work.
        self.deploy("chaos", "--start", "cold")
        if "copied" in agents:
            self.deploy("copied", *COPIED)
            # A daemon that is killed again and again may never get as far.
            if not self.until(self.has_template, 180, 1):
                self.lose("no template was made of an agent that was just deployed")
        if "reader" in agents:
            self._load_cargo()

    def _work(self):
        WORK.mkdir(parents=True, exist_ok=True)
        return WORK

    def _load_cargo(self):
        """A recording with a payload of 100 MB, and the file it was exported to."""
        self.home.deploy(AGENTS / "reader", "--name", "reader", "--start", "cold", "--idle-timeout", "900", timeout=300)
        self.cargo, self.parcel = self.scratch / "cargo", self.scratch / "parcel.agentrec"
        self.cargo.write_bytes(random.Random(1).randbytes(CARGO_BYTES))
        session = new_session_id()
        self.home.invoke("reader", {}, "--session", session)
        self.home.invoke_file("reader", self.cargo, session, "raw")
        self.home.ctl("session", "stop", session)
        self.freight = self.home.session(session)["recordingId"]
        self.home.ctl("export", self.freight, self.parcel, "--json")

    def lose(self, sentence):
        self.losses.append(sentence)
        self.say("LOST: " + sentence)

    def until(self, found, seconds, pause=0.2):
        """What found() gives as soon as that is something; else its last answer."""
        end = time.monotonic() + seconds
        while True:
            value = found()
            if value or time.monotonic() > end:
                return value
            time.sleep(pause)

    # Asking

    def ctl(self, *words, check=0, timeout=120):
        """As a person would. A daemon that has just gone is no excuse: the next one answers."""
        result = self.home.ctl(*words, check=None, timeout=timeout)
        if result.code == 6:
            self.lose(f"{words[0]} did not reach a daemon: {result}")
        if check is not None and result.code != check:
            raise AssertionError(f"{words}: {result}\n{self.home.log()}")
        return result

    def deploy(self, name, *args):
        self.ctl("deploy", AGENT, "--name", name, "--idle-timeout", "900", *args, "--json", timeout=300)

    def live(self):
        return self.ctl("sessions", "--json").json["sessions"]

    def row(self, session):
        return self.ctl("session", "show", session, "--json").json

    def live_session(self, agent="chaos"):
        agents = (agent, "copied") if agent == "chaos" else (agent,)
        ready = [row["sessionId"] for row in self.live()
                 if row["state"] in ("Active", "Idle") and row["agent"] in agents]
        return self.random.choice(ready) if ready else None

    def victim(self):
        """A live session whose end is the fault's doing from now on; None without one."""
        session = self.live_session()
        if session is not None:
            self.harm(session)
        return session

    def jobs(self, kind, state):
        self.live()
        found = json.loads(self.home.api("GET", "/jobs")[2])["jobs"]
        return [job for job in found if job["kind"] == kind and job["state"] == state]

    def has_template(self):
        return "copied" in self.agents and any((self.home.path / "templates").glob("*/state"))

    def trouble(self):
        """Why the journal is not written, as the daemon tells it."""
        self.live()
        return json.loads(self.home.api("GET", "/daemon")[2]).get("trouble")

    def kinds_on_disk(self, session):
        """The kinds of a session's events that are in the journal, while no daemon may be asked."""
        database = sqlite3.connect(f"file:{self.home.path}/journal.db?mode=ro", uri=True, timeout=10)
        try:
            rows = database.execute("SELECT e.kind FROM events e JOIN recordings r ON e.recording = r.id"
                                    " WHERE r.session_id = ? ORDER BY e.seq", (session,)).fetchall()
        finally:
            database.close()
        return [kind for kind, in rows]

    def emulator_of_a_session(self):
        """(session id, pid of its QEMU), or None."""
        session = self.live_session()
        if session is None:
            return None
        mark = f"guest=agentarium-{self.machine_of(self.row(session)['recordingId'])}"
        return next(((session, pid) for pid, command in self.home.qemus() if mark in command), None)

    def machine_of(self, recording):
        """The digits of its microVM's name: those its recording begins with, unless it came to another one."""
        begun = self.ctl("events", recording, "--kind", "session.started", "--json").lines
        return begun[-1]["body"]["machine"].removeprefix("agentarium-") if begun else recording[:12]

    # Killing

    def signal(self, pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

    def kill(self, pid):
        """kill -9 of a process that has to be there."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            raise Missed(f"process {pid} had gone") from None
        if not self.until(lambda: is_gone(pid), 20, 0.01):
            raise Missed(f"process {pid} does not go")

    def harm(self, session=None, command=None):
        """What is done to this session next, or to the one of this emulator, may end it."""
        name = self.row(session)["recordingId"] if session else command.partition("guest=agentarium-")[2]
        self.harmed.add(name[:12])

    def is_harmed(self, recording):
        return recording[:12] in self.harmed or self.machine_of(recording) in self.harmed

    def kill_daemon(self, ask=True):
        """kill -9 of whatever daemon has this data folder; mostly a client asks for the next one this very moment."""
        try:
            pid = self.home.daemon()["pid"]
            os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):
            raise Missed("the daemon was not there") from None
        if ask and self.random.random() < 0.7:
            self.live()
        self._wait_for_end_of(pid)
        return pid

    def kill_within(self, caller, seconds):
        """kill -9 of the daemon that long after a client began; Missed when the client had ended."""
        time.sleep(seconds)
        under_way = caller.poll() is None
        pid = self.kill_daemon(ask=False)
        self.reap(caller, 30)
        if not under_way:
            raise Missed("the client had ended")
        return pid

    def _wait_for_end_of(self, pid):
        """Its sockets and its lock are gone only with its last thread; a follower may have started the next one."""
        end = time.monotonic() + 20
        with open(self.home.path / "daemon.lock", "rb") as lock:
            while time.monotonic() < end:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                except OSError:
                    time.sleep(0.02)
                try:
                    if self.home.daemon()["pid"] != pid:
                        return
                except (OSError, ValueError):
                    pass

    def expect_end(self, session, why, seconds, still=lambda: True):
        """Its row once it has ended; a loss and None when it goes on, Missed when what ends it does not last."""
        def ended():
            lasts = still()
            row = self.row(session)
            if row["state"] != "Terminated" and not lasts:
                raise Missed(f"{why}, and went on")
            return row["state"] == "Terminated" and row

        row = self.until(ended, seconds, 0.5)
        if not row:
            self.lose(f"{session} still lives {seconds} s after {why}")
        return row or None

    def keep_what_tells(self):
        """A small disk goes at the end: what was logged and recorded is copied."""
        kept = self.home.path.with_name(self.home.path.name + "-kept")
        large = shutil.ignore_patterns("images", "tools", "templates", "agents", "run", "lib")
        try:
            shutil.copytree(self.home.path, kept, symlinks=True, ignore=large)
        except shutil.Error as error:
            self.say(f"Not all was copied: {error}")
        self.say(f"Logs and journal are kept: {kept}")

    def close(self):
        self.kill_callers()
        self.stop_watching()
        kept = bool(self.losses) and not self.small_disk
        if self.losses and self.small_disk:
            self.keep_what_tells()
        # Only a daemon that runs can end what a killed one left.
        self.home.ctl("sessions", check=None)
        try:
            self.home.own = self.home.own or not kept
            self.home.close()
        except AssertionError as left:
            self.lose(str(left))
        if self.small_disk:
            small_disk.unmount(self.small_disk)
        elif kept:
            self.say(f"The data folder is kept: {self.home.path}")
        for file in self.scratch.iterdir():
            file.unlink()
        self.scratch.rmdir()
