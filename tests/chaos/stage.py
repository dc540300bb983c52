# SPDX-License-Identifier: Apache-2.0
"""A daemon with real sessions, clients that use them, and the count of what was lost."""

import fcntl
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "journeys"))

from journey import WORK, Home, new_session_id  # noqa: E402
from witness import Witness  # noqa: E402

AGENT = ROOT / "tests" / "chaos" / "agents" / "chaos"
DISK_MB = 96


class Stage:
    def __init__(self, seed, sessions, say):
        self.random = random.Random(seed)
        self.wanted, self.say = sessions, say
        self.witnesses = {}  # recording id to Witness
        self.callers = []
        self.losses = []
        self.answers = 0
        self.small_disk = self._mount()
        self.home = Home(at=self.small_disk)
        # Times are for a machine that has other work.
        self.home.deploy(AGENT, "--name", "chaos", "--idle-timeout", "600", timeout=300)

    def _mount(self):
        """A small disk in memory as data folder, where this user may mount one."""
        WORK.mkdir(parents=True, exist_ok=True)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="chaos-", dir=WORK))
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0700", "tmpfs", folder],
                              capture_output=True)
        if done.returncode == 0:
            return folder
        folder.rmdir()
        return None

    def lose(self, sentence):
        self.losses.append(sentence)
        self.say("LOST: " + sentence)

    # Sessions and callers

    def begin_session(self):
        session = new_session_id()
        self.callers.append(self.home.start("invoke", "chaos", '{"echo":"first"}', "--session", session, "--json"))
        return session

    def ctl(self, *words, **options):
        """As a person would: a daemon that has just gone is started by asking again."""
        for attempt in range(3):
            result = self.home.ctl(*words, check=None, timeout=options.get("timeout", 120))
            if result.code != 6:
                break
            time.sleep(1)
        if options.get("check", 0) is not None and result.code != 0:
            raise AssertionError(f"{words}: {result}\n{self.home.log()}")
        return result

    def live(self):
        return self.ctl("sessions", "--json").json["sessions"]

    def wait_for_a_session(self, seconds):
        """Faults of a running session need one: a start takes its time under emulation."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.live_session() is None:
            time.sleep(1)

    def live_session(self):
        ready = [row["sessionId"] for row in self.live() if row["state"] in ("Active", "Idle")]
        return self.random.choice(ready) if ready else None

    def invoke(self, session, payload):
        self.callers.append(self.home.start("invoke", "chaos", json.dumps(payload), "--session", session, "--json"))

    def invoke_some(self, count, payload=None):
        ready = [row["sessionId"] for row in self.live() if row["state"] in ("Active", "Idle")]
        for number in range(count if ready else 0):
            self.invoke(self.random.choice(ready), payload or {"echo": number, "lines": self.random.randint(0, 5)})

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

    # Faults

    def signal(self, pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

    def kill_daemon(self):
        """kill -9 of whatever daemon has this data folder; followers start the next one."""
        try:
            pid = self.home.daemon()["pid"]
        except (OSError, ValueError):
            return "that was not there"
        self.signal(pid, signal.SIGKILL)
        self._wait_for_end_of(pid)
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

    def expect_end(self, session, why, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(row["sessionId"] != session for row in self.live()):
                return
            time.sleep(0.5)
        self.lose(f"{session} still lives {seconds} s after {why}")

    # Watching

    def watch(self):
        """Sessions are as many as wanted, and each has a witness."""
        rows = self.live()
        for _ in range(self.wanted - len(rows)):
            self.begin_session()
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

    def check_seen(self):
        for recording, witness in self.witnesses.items():
            if witness.seen:
                for sentence in witness.losses(self.ctl("events", recording, "--json").lines):
                    self.lose(sentence)

    def check_journal(self):
        verdict = self.ctl("verify", "--json", check=None)
        if verdict.code != 0:
            self.lose(f"verify: {verdict}")

    # The end

    def check_reasons(self):
        rows = {row["recordingId"]: row for row in
                self.ctl("sessions", "--all", "--json").json["sessions"]}
        for row in self.ctl("recordings", "--json").json["recordings"]:
            shown = rows.get(row["recordingId"])
            if shown is None:
                self.lose(f"{row['recordingId']} is in no list of sessions")
            elif not str(shown.get("reason", "")).strip():
                self.lose(f"{row['sessionId']} is {shown['state']} and has no reason")
            elif row["live"] != (shown["state"] != "Terminated"):
                self.lose(f"{row['sessionId']} is {shown['state']} and its recording says otherwise")
        return len(rows)

    def check_machines(self):
        """As many emulators as live sessions, once stray ones had their time to be ended."""
        end = time.monotonic() + 40
        while True:
            live = [row for row in self.live() if row["state"] != "Provisioning"]
            if len(self.home.qemus()) == len(self.live()) == len(live):
                return
            if time.monotonic() > end:
                return self.lose(f"{len(live)} sessions live and {len(self.home.qemus())} emulators run")
            time.sleep(1)

    def check_left_over(self):
        """After an orderly end: no process, socket, temporary or half-written file."""
        home = self.home.path
        left = [f"process {pid}: {command}" for pid, command in self.home.processes()]
        left += [f"socket {path}" for path in self.home.sockets()]
        left += [str(path) for path in (home / "blobs" / "partial").glob("*")]
        for pattern in ("*.making", "*.tmp", "*.partial", "*.damaged-*"):
            left += [str(path) for path in home.rglob(pattern)]
        for folder in ("run/qemu", "lib/qemu", "etc/qemu"):
            left += [str(path) for path in (home / "libvirt" / folder).rglob("*.xml")]
        left += [str(path) for path in (home / "agents" / ".staging").glob("*")]
        for item in left:
            self.lose(f"left over: {item}")

    def end(self):
        self.kill_callers()
        time.sleep(2)
        self.check_machines()
        sessions = self.check_reasons()
        for row in self.live():
            self.ctl("session", "stop", row["sessionId"], check=None)
        time.sleep(1)
        self.stop_watching()
        self.check_seen()
        self.check_journal()
        self.ctl("daemon", "stop", check=None)
        end = time.monotonic() + 15
        while self.home.processes() and time.monotonic() < end:
            time.sleep(0.2)
        self.check_left_over()
        return sessions, sum(len(witness.seen) for witness in self.witnesses.values())

    def close(self):
        self.kill_callers()
        self.stop_watching()
        kept = bool(self.losses) and not self.small_disk
        try:
            self.home.own = self.home.own or not kept
            self.home.close()
        except AssertionError as left:
            self.say(str(left))
        if self.small_disk:
            subprocess.run(["umount", "-l", self.small_disk], check=False)
            self.small_disk.rmdir()
        elif kept:
            self.say(f"The data folder is kept: {self.home.path}")
