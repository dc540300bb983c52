# SPDX-License-Identifier: Apache-2.0
"""Whether a fault took effect."""

import os
import pathlib


class Missed(Exception):
    """A fault was done and did not strike; the sentence says why."""


def state_of(pid):
    """The letter of a process's state in /proc, or "" when it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def is_stopped(pid):
    return state_of(pid) in ("T", "t")


def is_gone(pid):
    return state_of(pid) in ("", "Z", "X")


def sockets_to(pid, port):
    """How many TCP connections of a process lead to this port of loopback."""
    own = set()
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            try:
                own.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
            except OSError:
                continue
        lines = pathlib.Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    except OSError:
        return 0
    remote = f"0100007F:{port:04X}"
    fields = [line.split() for line in lines]
    return sum(1 for field in fields if field[2] == remote and field[3] == "01" and f"socket:[{field[9]}]" in own)
