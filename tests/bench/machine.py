# SPDX-License-Identifier: Apache-2.0
"""The machine a benchmark ran on, and how busy others kept it: a busy machine falsifies every figure."""

import os
import pathlib


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


def describe():
    """{"processors","model","memoryGb","kernel","load"}: the averages of 1, 5 and 15 minutes."""
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return {"processors": os.cpu_count(), "model": model, "memoryGb": round(memory, 1), "kernel": os.uname().release,
            "load": os.getloadavg()}


def sentence(load):
    return "load averages (1, 5, 15 min): " + ", ".join(f"{value:.2f}" for value in load)
