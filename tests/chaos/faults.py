# SPDX-License-Identifier: Apache-2.0
"""What goes wrong. Each fault is a function of the stage; it returns a line about what it did."""

import os
import signal
import sqlite3
import subprocess
import time


def kill_daemon(stage):
    """kill -9, mostly while requests are open."""
    stage.invoke_some(stage.random.randint(0, 3))
    time.sleep(stage.random.uniform(0, 1.5))
    return f"kill -9 of the daemon {stage.kill_daemon()}"


def kill_daemon_in_a_start(stage):
    session = stage.begin_session()
    time.sleep(stage.random.uniform(0, 6))
    return f"kill -9 of the daemon {stage.kill_daemon()} while {session[-8:]} starts"


def kill_daemon_twice(stage):
    """The second one while it finds out what the first one left."""
    first = stage.kill_daemon()
    caller = stage.home.start("sessions", "--json")
    time.sleep(stage.random.uniform(0.05, 2))
    second = stage.kill_daemon()
    stage.reap(caller)
    return f"kill -9 of the daemon {first}, and of the next one {second}"


def kill_qemu(stage):
    qemus = stage.home.qemus()
    if not qemus:
        return None
    stage.invoke_some(1)
    pid, _ = stage.random.choice(qemus)
    stage.signal(pid, signal.SIGKILL)
    return f"kill -9 of QEMU {pid}"


def kill_client(stage):
    stage.invoke_some(2, {"hang": 1, "lines": 5})
    time.sleep(stage.random.uniform(0, 1))
    killed = stage.kill_callers()
    for witness in stage.witnesses.values():
        if witness.running() and stage.random.random() < 0.5:
            witness.kill()
            killed += 1
    return f"kill -9 of {killed} clients"


def cut_the_journal(stage):
    """A power cut: the tail of what the disk was told last is gone, or is rubbish."""
    stage.invoke_some(2, {"lines": 20})
    time.sleep(stage.random.uniform(0, 1))
    stage.stop_watching()
    pid = stage.kill_daemon()
    log = stage.home.path / "journal.db-wal"
    size = log.stat().st_size if log.exists() else 0
    if size == 0:
        return f"kill -9 of the daemon {pid}; the journal has no tail to cut"
    cut = min(size, stage.random.choice([1, 100, 4120, stage.random.randint(1, 20000)]))
    with open(log, "r+b") as file:
        if stage.random.random() < 0.5:
            file.truncate(size - cut)
            what = "cut off"
        else:
            file.seek(size - cut)
            file.write(os.urandom(cut))
            what = "spoilt"
    # What is left says what a witness may still ask for.
    database = sqlite3.connect(stage.home.path / "journal.db")
    rows = dict(database.execute("SELECT r.recording_id, coalesce(max(e.seq), 0) FROM recordings r"
                                 " LEFT JOIN events e ON e.recording = r.id GROUP BY r.id").fetchall())
    database.close()
    forgotten = sum(witness.forget_behind(rows.get(recording, 0)) for recording, witness in stage.witnesses.items())
    return f"kill -9 of the daemon {pid}, {cut} of {size} bytes of the journal's log {what}: {forgotten} events"


def panic(stage):
    session = stage.live_session()
    if session is None:
        return None
    stage.callers.append(stage.home.start("exec", session, "--timeout", "20", "--json", "--", "sh", "-c",
                                          "echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger"))
    stage.expect_end(session, "a kernel panic", 40)
    return f"kernel panic in {session[-8:]}"


def agent_hangs(stage):
    session = stage.live_session()
    if session is None:
        return None
    stage.invoke(session, {"hang": 600})
    time.sleep(stage.random.uniform(0.5, 4))
    stopped = stage.ctl("session", "stop", session, check=None)
    if stopped.code not in (0, 3):
        stage.lose(f"a session whose agent hangs cannot be stopped: {stopped}")
    return f"the agent of {session[-8:]} hangs; stopped after {stopped.seconds:.1f} s"


def link_stalls(stage):
    qemus = stage.home.qemus()
    if not qemus:
        return None
    pid, _ = stage.random.choice(qemus)
    seconds = stage.random.uniform(1, 12)
    stage.invoke_some(2)
    stage.signal(pid, signal.SIGSTOP)
    time.sleep(seconds)
    stage.signal(pid, signal.SIGCONT)
    return f"QEMU {pid} stood still for {seconds:.1f} s"


def full_disk(stage):
    """Only where the data folder is a small disk of its own."""
    if not stage.small_disk:
        return None
    ballast = stage.home.path / "ballast"
    with open(ballast, "wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass
    stage.invoke_some(2, {"lines": 50})
    time.sleep(stage.random.uniform(0.5, 3))
    killed = f", kill -9 of the daemon {stage.kill_daemon()}" if stage.random.random() < 0.3 else ""
    ballast.unlink()
    return f"the disk was full{killed}"


# The more often, the more a person would meet it.
ALL = [kill_daemon] * 4 + [kill_daemon_in_a_start] * 3 + [kill_daemon_twice] * 2 + [kill_qemu] * 3 + [kill_client] * 2 + [
    cut_the_journal] * 2 + [panic, agent_hangs, agent_hangs, link_stalls, link_stalls, full_disk, full_disk]
