# SPDX-License-Identifier: Apache-2.0
"""What an idle session takes of the host: memory and CPU of its emulator, and the daemon's share."""

import time

import process
from report import Target
from workbench import HELLO, HERE, PROMPT, new_session

REST = 15  # s after the last answer: what a start leaves behind is over
INTERVAL = 20  # s of a sample: two pings of an idle session


class Idle:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, sessions, intervals):
        """`sessions` copies of one template idle together; then one agent with uvicorn's own server."""
        self._report.begin(f"An idle session ({sessions} at once, {intervals} × {INTERVAL} s each)")
        self._bench.deploy(HELLO, "idle_hello", "--start", "restored")
        self._bench.ready_template("idle_hello")
        self._bench.settle()
        empty = self._daemon_alone(intervals)
        seen = self._watch("idle_hello", sessions, intervals)
        add = self._report.add
        add("hello, restored: PSS", "MB", seen["pss"], Target(75))
        add("  its private part", "MB", seen["private"])
        add("  emulator, % of a core", "%", seen["cpu"], Target(0.8))
        add("  daemon, % of a core a session", "%", [(share - empty) / sessions for share in seen["daemon"]],
            note=f"{empty:.2f} % without sessions taken off")
        self._bench.deploy(HELLO, "idle_cold", "--start", "cold")
        seen = self._watch("idle_cold", 1, min(intervals, 3))
        add("hello, cold: PSS", "MB", seen["pss"])
        add("  emulator, % of a core", "%", seen["cpu"])
        self._bench.deploy(HERE / "agents" / "uvicorn", "idle_uvicorn", "--start", "restored")
        self._bench.ready_template("idle_uvicorn")
        seen = self._watch("idle_uvicorn", min(sessions, 5), intervals)
        add("an agent's own uvicorn: PSS", "MB", seen["pss"])
        add("  emulator, % of a core", "%", seen["cpu"], note="reported, no target")

    def _daemon_alone(self, intervals):
        pid = self._bench.daemon()["pid"]
        before, seconds = process.cpu_seconds(pid), INTERVAL * min(intervals, 2)
        time.sleep(seconds)
        return (process.cpu_seconds(pid) - before) / seconds * 100

    def _watch(self, agent, sessions, intervals):
        ids = [new_session() for _ in range(sessions)]
        for session in ids:
            self._bench.invoke(agent, session, PROMPT)
        emulators, daemon = sorted(self._bench.emulators()), self._bench.daemon()["pid"]
        time.sleep(REST)
        seen = {"pss": [], "private": [], "cpu": [], "daemon": []}
        for _ in range(intervals):
            before = {pid: process.cpu_seconds(pid) for pid in (*emulators, daemon)}
            begin = time.monotonic()
            time.sleep(INTERVAL)
            seconds = time.monotonic() - begin
            shares = {pid: (process.cpu_seconds(pid) - spent) / seconds * 100 for pid, spent in before.items()}
            seen["daemon"].append(shares.pop(daemon))
            seen["cpu"] += shares.values()
            for pid in emulators:
                pss, private = process.memory_mb(pid)
                seen["pss"].append(pss)
                seen["private"].append(private)
        for session in ids:
            self._bench.stop_session(session)
        self._bench.settle()
        return seen
