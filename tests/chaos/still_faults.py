# SPDX-License-Identifier: Apache-2.0
"""Emulators that stand still for good when the daemon is killed: the next one may wait for none of them for long."""

import os
import signal
import time

from strike import Missed, is_stopped

# A session gives its guest 20 s to answer a new daemon, libvirt has 25 s with the emulator.
PATIENCE = 60


def _expect_gone(stage, pid):
    if not stage.until(lambda: not os.path.exists(f"/proc/{pid}"), PATIENCE):
        stage.lose(f"the emulator {pid} that stands still is left over")
        stage.signal(pid, signal.SIGKILL)


def _serving_seconds(stage):
    """How long the next daemon takes to tell its sessions."""
    begun = time.monotonic()
    stage.live()
    took = time.monotonic() - begun
    if took > 20:
        stage.lose(f"the daemon served only after {took:.1f} s")
    return took


def kill_daemon_in_a_restore_that_stands_still(stage):
    """The emulator of the copy stops at any point of its start."""
    if not stage.has_template():
        return None
    before = {pid for pid, _ in stage.home.qemus()}
    session = stage.begin_session("copied")
    fresh = stage.until(lambda: [found for found in stage.home.qemus() if found[0] not in before], 20, 0.005)
    if not fresh:
        raise Missed("no emulator was started")
    pid, command = fresh[0]
    time.sleep(stage.random.uniform(0, 0.2))
    stage.harm(command=command)
    stage.signal(pid, signal.SIGSTOP)
    killed = stage.kill_daemon(ask=False)
    if not is_stopped(pid):
        raise Missed(f"the emulator {pid} had ended")
    took = _serving_seconds(stage)
    row = stage.wait_while_provisioning(session, PATIENCE)
    _expect_gone(stage, pid)
    return (f"kill -9 of the daemon {killed} while {session[-8:]} is restored and QEMU {pid} stands still: the next one "
            f"serves after {took:.1f} s; {row['state']}, {row['reason']}")


def kill_daemon_beside_a_guest_still_for_good(stage):
    """A session that runs does not come back; the others do."""
    found = stage.emulator_of_a_session()
    if found is None:
        return None
    session, pid = found
    stage.harm(session)
    others = [row["recordingId"] for row in stage.live()
              if row["sessionId"] != session and row["state"] in ("Active", "Idle")]
    stage.signal(pid, signal.SIGSTOP)
    killed = stage.kill_daemon(ask=False)
    took = _serving_seconds(stage)
    row = stage.expect_end(session, "its emulator stood still beside a new daemon", PATIENCE, lambda: is_stopped(pid))
    _expect_gone(stage, pid)
    living = {row["recordingId"] for row in stage.live()}
    for recording in others:
        if recording not in living and not stage.is_harmed(recording):
            stage.lose(f"session {recording} ended with the one that stood still")
    return (f"kill -9 of the daemon {killed} beside QEMU {pid}, still for good: the next one serves after {took:.1f} s, "
            f"{len(others)} others go on; {row['reason'] if row else 'the session lives'}")
