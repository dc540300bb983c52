# SPDX-License-Identifier: Apache-2.0
"""From nothing to the agent's first answer: every kind of start in turn, so that all meet the same machine."""

import container
import process
from report import Target
from workbench import HELLO, PROMPT, new_session

TARGETS = {"warm": Target(20), "restored": Target(330, 700), "cold": None}


class Starts:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report
        self._ms = {kind: [] for kind in TARGETS}
        self._phases = {kind: {} for kind in TARGETS}
        self._fell_back = {kind: [] for kind in TARGETS}

    def measure(self, starts, cold):
        """`starts` of each kind, `cold` cold ones."""
        self._report.begin("Start of hello to its first answer, at the client")
        bench = self._bench
        bench.deploy(HELLO, "hello_cold", "--start", "cold")
        bench.deploy(HELLO, "hello_restored", "--start", "restored")
        bench.ready_template("hello_restored")
        bench.deploy(HELLO, "hello_warm", "--start", "restored", "--warm", "1")
        missing = container.missing()
        process_start, under_qemu = [], {"ms": [], "pss": []}
        contained = None if missing else container.Container(bench, "hello_cold")
        if contained:  # reads its files once, as the daemon's deploy has done
            contained.start(PROMPT)
            contained.stop()
        for turn in range(max(starts, cold)):
            for kind in TARGETS:
                if turn < (cold if kind == "cold" else starts):
                    bench.settle(warm=1)
                    self._one(kind)
            if contained and turn < starts:
                bench.settle(warm=1)
                under_qemu["ms"].append(contained.start(PROMPT))
                under_qemu["pss"].append(process.memory_mb(contained.pid)[0])
                contained.stop()
        self._print()
        name = f"arm64 process, qemu-user {container.emulator_version()}" if contained else "arm64 process, qemu-user"
        self._report.add(name, "ms", under_qemu["ms"], note=missing)
        self._report.add("  its PSS", "MB", under_qemu["pss"])
        bench.api("/agents/hello_warm", "DELETE")

    def _one(self, kind):
        session = new_session()
        answer = self._bench.invoke(f"hello_{kind}", session)
        began = answer.start["kind"]
        if began == kind:
            self._ms[kind].append(answer.ms)
            for phase in answer.start["phases"]:
                self._phases[kind].setdefault(phase["name"], []).append(phase["ms"])
        else:
            self._fell_back[kind].append(f"{began}: {self._bench.fallback(session)}")
        self._bench.stop_session(session)

    def _print(self):
        for kind in ("cold", "restored", "warm"):
            others = self._fell_back[kind]
            note = f"{len(others)} others were not {kind}: {others[0]}" if others else ""
            self._report.add(kind, "ms", self._ms[kind], TARGETS[kind], note)
            for name, values in self._phases[kind].items():
                self._report.add(f"  {name}", "ms", values)
