# SPDX-License-Identifier: Apache-2.0
"""The daemon's journal alone: events committed and read back per second."""

import json
import shutil
import subprocess
import sys

from report import Target

EVENTS = 100_000


class Journal:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, program, runs):
        """Each run has a journal of its own, on the disk of the data folder."""
        self._report.begin(f"The journal: {EVENTS:,} events of 10 sessions a run, acknowledged after their commit")
        written, read = [], []
        folder = self._bench.home / "journal-bench"
        for _ in range(runs):
            shutil.rmtree(folder, ignore_errors=True)
            done = subprocess.run([program, folder, str(EVENTS)], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{program}: {done.stderr}")
            told = json.loads(done.stdout)
            written.append(told["events"] / told["appendSeconds"])
            read.append(told["events"] / told["readSeconds"])
        shutil.rmtree(folder, ignore_errors=True)
        self._report.add("events committed per second", "/s", written, Target(50_000, least=True))
        self._report.add("events read back per second", "/s", read, Target(least=True))
