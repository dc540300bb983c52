# SPDX-License-Identifier: Apache-2.0
"""What a process takes of the host, from /proc."""

import os
import pathlib

TICK = os.sysconf("SC_CLK_TCK")
PROC = pathlib.Path("/proc")


def command_lines():
    """(pid, words) of every process that has a command line."""
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0]:
            yield int(folder.name), words


def memory_mb(pid):
    """(PSS, private part) in MB of 2^20 bytes: pages shared by n processes count 1/n in PSS and not in the other."""
    kb = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split()[:2]
        kb[name] = int(value)
    return kb["Pss:"] / 1024, (kb["Private_Clean:"] + kb["Private_Dirty:"]) / 1024


def cpu_seconds(pid):
    """User and system time of all threads so far, in steps of a clock tick (10 ms)."""
    fields = (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def reset_peak(pid):
    (PROC / str(pid) / "clear_refs").write_text("5")


def peak_mb(pid):
    """The highest resident size since reset_peak()."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0
