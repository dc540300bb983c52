# SPDX-License-Identifier: Apache-2.0
"""The machine a benchmark ran on, and how busy others kept it: a busy machine falsifies every figure."""

import os
import pathlib
import statistics
import time


class Load:
    """Processor time of the whole machine between two moments."""

    def __init__(self):
        self._begin = self._read()

    @staticmethod
    def _read():
        words = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
        user, nice, system, idle, wait, irq, soft, steal = map(int, words)
        return {"busy": user + nice + system + irq + soft, "idle": idle + wait, "steal": steal}

    def shares(self):
        """{"busy","idle","steal"} since the beginning, as parts of one."""
        now = self._read()
        spent = {name: now[name] - self._begin[name] for name in now}
        whole = max(sum(spent.values()), 1)
        return {name: round(value / whole, 4) for name, value in spent.items()}


def loop_ms():
    """Milliseconds a loop of fixed work takes: what a shared processor gives at this moment."""
    taken = []
    for _ in range(7):
        begin, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number * number
        taken.append((time.perf_counter() - begin) * 1000)
    return round(statistics.median(taken), 1)


def describe():
    """{"processors","model","memoryGb","kernel","load","loopMs"}: the averages of 1, 5 and 15 minutes, and loop_ms()."""
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return {"processors": os.cpu_count(), "model": model, "memoryGb": round(memory, 1), "kernel": os.uname().release,
            "load": os.getloadavg(), "loopMs": loop_ms()}


def sentence(described):
    load = ", ".join(f"{value:.2f}" for value in described["load"])
    return f"load averages (1, 5, 15 min): {load}; a million turns of a loop: {described['loopMs']:g} ms"
