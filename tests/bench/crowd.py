#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Many sessions that live at once: do all start and answer rightly, what do they take, and is all of it gone afterwards?
`./dev crowd` calls this."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import machine  # noqa: E402
import process  # noqa: E402
from report import Report  # noqa: E402
from workbench import HELLO, ROOT, Workbench, new_session, wait_until  # noqa: E402

AGENT = "crowd_hello"
REST = 15  # s after the last answer: what a start leaves behind is over


class Crowd:
    def __init__(self, bench, report, chosen):
        self._bench, self._report, self._chosen = bench, report, chosen
        self._ids = [new_session() for _ in range(chosen.sessions)]
        self._wrong = 0

    def measure(self):
        self._report.begin(f"{len(self._ids)} sessions of hello that live at once, restored, {self._chosen.memory} MB each")
        self._bench.deploy(HELLO, AGENT, "--start", "restored", "--memory", self._chosen.memory)
        self._bench.ready_template(AGENT)
        self._bench.settle()
        free = available_mb()
        self._start()
        self._everybody()
        self._idle(free)
        self._few()
        self._end(free)
        return self._wrong == 0

    def _ask(self, session):
        words = f"I am {session}, {random.random()}"
        answer = self._bench.invoke(AGENT, session, json.dumps({"prompt": words}).encode())
        if answer.json != {"result": f"You said: {words}"}:
            self._wrong += 1
        return answer

    def _all(self, ids):
        with concurrent.futures.ThreadPoolExecutor(self._chosen.clients) as pool:
            return list(pool.map(self._ask, ids))

    def _start(self):
        began = time.perf_counter()
        answers = self._all(self._ids)
        self._report.add("all started and answered after", "s", [time.perf_counter() - began])
        kinds = {kind: sum(answer.start["kind"] == kind for answer in answers) for kind in ("restored", "cold", "warm")}
        self._report.add("start to first answer", "ms", [answer.ms for answer in answers],
                         note=", ".join(f"{count} {kind}" for kind, count in kinds.items() if count))

    def _everybody(self):
        live = [row for row in self._bench.api("/sessions")["sessions"] if row["sessionId"] in set(self._ids)]
        if len(live) != len(self._ids) or len(self._bench.emulators()) != len(self._ids):
            sys.exit(f"{len(live)} sessions live and {len(self._bench.emulators())} microVMs run; {len(self._ids)} should.")
        order = random.sample(self._ids * 2, len(self._ids) * 2)
        self._report.add("invokes spread over all", "ms", [answer.ms for answer in self._all(order)])

    def _idle(self, free):
        time.sleep(REST)
        emulators, daemon = self._bench.emulators(), self._bench.daemon()["pid"]
        load, began = machine.Load(), time.monotonic()
        before = {pid: process.cpu_seconds(pid) for pid in (*emulators, daemon)}
        time.sleep(self._chosen.idle)
        seconds = time.monotonic() - began
        shares = {pid: (process.cpu_seconds(pid) - spent) / seconds * 100 for pid, spent in before.items()}
        self._report.add("idle: the daemon, % of a core", "%", [shares.pop(daemon)])
        self._report.add("idle: all emulators, % of a core", "%", [sum(shares.values())])
        self._report.add("idle: the machine busy, % of all cores", "%", [load.shares()["busy"] * 100],
                         note="with all else that runs on it")
        self._report.add("memory taken from the host a session", "MB", [(free - available_mb()) / len(self._ids)],
                         note="with all else that runs")
        self._report.add("PSS of an emulator", "MB", [process.memory_mb(pid)[0] for pid in emulators])

    def _few(self):
        """A tenth of them are asked again and again; the others idle."""
        few = random.sample(self._ids, max(1, len(self._ids) // 10))
        self._report.add(f"invokes of {len(few)} while the others idle", "ms",
                         [self._ask(random.choice(few)).ms for _ in range(200)])

    def _end(self, free):
        began = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(self._chosen.clients) as pool:
            list(pool.map(self._bench.stop_session, self._ids))
        wait_until(lambda: not self._bench.emulators(), "the end of all microVMs")
        self._report.add("all ended after", "s", [time.perf_counter() - began])
        time.sleep(3)
        self._report.add("memory not given back", "MB", [max(0.0, free - available_mb())], note="with all else that runs")

    def leftovers(self):
        """Sockets below the data folder once the daemon has ended, and emulators."""
        left = [f"process {pid}" for pid in self._bench.emulators()]
        for folder, _, names in os.walk(self._bench.home):
            left += [path for path in (os.path.join(folder, name) for name in names) if pathlib.Path(path).is_socket()]
        return left


def available_mb():
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 1024
    sys.exit("This kernel does not say how much memory is available.")


def arguments():
    parser = argparse.ArgumentParser(prog="./dev crowd", description=__doc__,
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--memory", type=int, default=1024, help="MB a session may take")
    parser.add_argument("--idle", type=int, default=30, help="seconds they are watched while they idle")
    parser.add_argument("--clients", type=int, default=4, help="callers at once")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="all samples go there")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "bin")
    parser.add_argument("--home", type=pathlib.Path, default=ROOT / "build" / "bench-home")
    return parser.parse_args()


def main():
    chosen = arguments()
    report, before = Report(), machine.describe()
    print(f"{before['processors']} × {before['model']}, {before['memoryGb']:.0f} GB\n"
          f"before: {machine.sentence(before)}", flush=True)
    bench = Workbench(chosen.bin.resolve(), chosen.home.resolve())
    crowd = Crowd(bench, report, chosen)
    try:
        bench.ensure_image()
        right = crowd.measure()
    finally:
        bench.stop()
    left = crowd.leftovers()
    report.table()
    print(f"\n{'all answers were right' if right else 'ANSWERS WERE WRONG'}; "
          f"{'nothing is left over' if not left else 'LEFT OVER: ' + ', '.join(left)}")
    if chosen.json:
        chosen.json.write_text(report.to_json({"before": before, "after": machine.describe()}))
    sys.exit(0 if right and not left else 1)


if __name__ == "__main__":
    main()
