# SPDX-License-Identifier: Apache-2.0
"""A small disk in memory as data folder, so that it can be full.

Root mounts it where it is wanted. Any other user may mount one in a mount namespace of his own: the program begins
again in one, and there as himself, without any right he did not have before. The disk and the namespace go with it."""

import os
import pathlib
import subprocess
import sys
import tempfile

DISK_MB = 2500
MARK = "AGENTARIUM_CHAOS_DISK"
OPTIONS = f"size={DISK_MB}m,mode=0700"

# $1 the folder, $2 user, $3 group, then the program.
IN_A_NAMESPACE = f"""
folder=$1 user=$2 group=$3; shift 3
mount -t tmpfs -o {OPTIONS} tmpfs "$folder" || exit 125
unshare --user --map-user="$user" --map-group="$group" "$@"
code=$?
umount -l "$folder"
exit $code
"""


def _namespace(folder, *program):
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", IN_A_NAMESPACE, "sh", folder,
            str(os.geteuid()), str(os.getegid()), *program]


def begin_where_one_may_mount(work):
    """The program's exit code when it was run again in a namespace; None: go on here."""
    if os.geteuid() == 0 or MARK in os.environ:
        return None
    work.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="chaos-", dir=work)
    try:
        if subprocess.run(_namespace(folder, "true"), capture_output=True).returncode != 0:
            return None
        program = [sys.executable, "-B", *sys.argv]
        return subprocess.run(_namespace(folder, *program), env={**os.environ, MARK: folder}).returncode
    finally:
        os.rmdir(folder)


def mount(work):
    """Its folder, or None where this user can have none."""
    if MARK in os.environ:
        return pathlib.Path(os.environ[MARK])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="chaos-", dir=work))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", OPTIONS, "tmpfs", folder], capture_output=True)
    if done.returncode == 0:
        return folder
    folder.rmdir()
    return None


def unmount(folder):
    """One that mount() gave; that of a namespace goes with it."""
    if MARK not in os.environ:
        subprocess.run(["umount", "-l", folder], check=False)
        folder.rmdir()
