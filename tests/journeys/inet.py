# SPDX-License-Identifier: Apache-2.0
"""The TCP and UDP sockets of a process, by its own descriptors."""

import os
import pathlib
import re
import socket


def inet_sockets(pid, state=None):
    """(address, port) of the TCP and UDP sockets among the descriptors of a process."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        inodes.update(re.findall(r"^socket:\[(\d+)\]$", target))
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] not in inodes or (state and fields[3] != state):
                continue
            address, port = fields[1].split(":")
            if len(address) == 8:
                address = socket.inet_ntoa(bytes.fromhex(address)[::-1])
            found.append((address, int(port, 16)))
    return found


def listening(pid):
    """(address, port) where it takes connections."""
    return inet_sockets(pid, "0A")
