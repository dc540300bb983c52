#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmarks of Agentarium: real programs, real microVMs, one run, one table."""

import argparse
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import machine  # noqa: E402
from burst import Burst  # noqa: E402
from idle import Idle  # noqa: E402
from invokes import Invokes  # noqa: E402
from journal import Journal  # noqa: E402
from metering import Metering  # noqa: E402
from payloads import Payloads  # noqa: E402
from report import Report  # noqa: E402
from starts import Starts  # noqa: E402
from workbench import ROOT, Workbench  # noqa: E402

PARTS = {
    "starts": lambda b, r, a: Starts(b, r).measure(a.starts, a.starts if a.cold is None else a.cold),
    "idle": lambda b, r, a: Idle(b, r).measure(a.sessions, a.intervals),
    "burst": lambda b, r, a: Burst(b, r).measure(a.bursts, a.burst, a.clients),
    "invoke": lambda b, r, a: Invokes(b, r).measure(a.runs),
    "payload": lambda b, r, a: Payloads(b, r).measure(a.runs),
    "journal": lambda b, r, a: Journal(b, r).measure(a.bin.parent / "bench" / "bench_journal", a.runs),
    "metering": lambda b, r, a: Metering(b, r).measure(a.runs),
}


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__,
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", default=list(PARTS),
                        help=f"{', '.join(PARTS)}; in this order when none is named")
    parser.add_argument("--runs", type=int, default=50, help="samples of invoke, payload, journal and metering")
    parser.add_argument("--starts", type=int, default=50, help="starts of each kind")
    parser.add_argument("--cold", type=int, help="cold starts, when they should be fewer")
    parser.add_argument("--sessions", type=int, default=10, help="sessions that idle at once")
    parser.add_argument("--intervals", type=int, default=5, help="samples of 20 s of each of them")
    parser.add_argument("--bursts", type=int, default=5)
    parser.add_argument("--burst", type=int, default=20, help="sessions of a burst")
    parser.add_argument("--clients", type=int, default=8, help="callers of a burst")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="all samples go there")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "bin")
    parser.add_argument("--home", type=pathlib.Path, default=ROOT / "build" / "bench-home")
    chosen = parser.parse_args()
    unknown = [part for part in chosen.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}")
    return chosen


def main():
    chosen = arguments()
    report, before, load, began = Report(), machine.describe(), machine.Load(), time.monotonic()
    print(f"{before['processors']} × {before['model']}, {before['memoryGb']:.0f} GB, Linux {before['kernel']}\n"
          f"before: {machine.sentence(before)}", flush=True)
    bench = Workbench(chosen.bin.resolve(), chosen.home.resolve())
    try:
        bench.ensure_image()
        for part in chosen.parts:
            PARTS[part](bench, report, chosen)
    finally:
        bench.stop()
    after = {**machine.describe(), "shares": load.shares(), "minutes": round((time.monotonic() - began) / 60, 1)}
    report.table()
    print(f"\n{after['minutes']:g} minutes\nbefore: {machine.sentence(before)}\nafter: {machine.sentence(after)}\n"
          f"the machine was busy for {after['shares']['busy'] * 100:.0f} % of the time, "
          f"{after['shares']['steal'] * 100:.1f} % were taken by its host")
    if chosen.json:
        chosen.json.write_text(report.to_json({"before": before, "after": after}))


if __name__ == "__main__":
    main()
