# SPDX-License-Identifier: Apache-2.0
"""What goes wrong while sessions run. Each fault is a function of the stage; it returns a line about what it did,
None when there was nothing to do it to, and raises Missed when it was done and did not strike."""

import os
import signal
import time

from strike import Missed, is_stopped


def kill_daemon(stage):
    """kill -9, mostly while requests are open; the next command starts a new one at once."""
    stage.invoke_some(stage.random.randint(0, 3))
    if stage.random.random() < 0.4:
        stage.open_shell()
    time.sleep(stage.random.uniform(0, 1.5))
    return f"kill -9 of the daemon {stage.kill_daemon()}, {len(stage.live())} sessions live on"


def kill_daemon_in_a_start(stage):
    session = stage.begin_session("copied" if "copied" in stage.agents and stage.random.random() < 0.3 else "chaos")
    stage.wait_until_begun(session)
    time.sleep(stage.random.uniform(0, 6))
    pid = stage.kill_daemon()
    if "session.started" in stage.kinds_on_disk(session):
        raise Missed(f"{session[-8:]} had started already")
    row = stage.wait_while_provisioning(session, 90)
    if row["state"] == "Terminated" and "start" not in row["reason"]:
        stage.lose(f"{session}: its reason does not say that it was starting: {row['reason']}")
    return f"kill -9 of the daemon {pid} while {session[-8:]} starts: {row['state']}, {row['reason']}"


def kill_daemon_in_a_restore(stage):
    """A copy of a template starts within a third of a second: most of these are too late or too early."""
    if not stage.has_template():
        return None
    session = stage.begin_session("copied")
    stage.wait_until_begun(session)
    time.sleep(stage.random.uniform(0, 0.25))
    pid = stage.kill_daemon()
    if "session.started" in stage.kinds_on_disk(session):
        raise Missed(f"{session[-8:]} had started already")
    row = stage.wait_while_provisioning(session, 60)
    return f"kill -9 of the daemon {pid} while {session[-8:]} is restored: {row['state']}, {row['reason']}"


def kill_daemon_twice(stage):
    """The second one while it finds out what the first one left."""
    first = stage.kill_daemon()
    caller = stage.home.start("sessions", "--json")
    time.sleep(stage.random.uniform(0.05, 2))
    try:
        second = stage.kill_daemon()
    finally:
        stage.reap(caller)
    if second == first:
        raise Missed("the next one had not been there yet")
    return f"kill -9 of the daemon {first}, and of the next one {second}"


def kill_qemu(stage):
    qemus = stage.home.qemus()
    if not qemus:
        return None
    stage.invoke_some(1)
    pid, command = stage.random.choice(qemus)
    stage.harm(command=command)
    stage.kill(pid)
    return f"kill -9 of QEMU {pid}"


def kill_gui(stage):
    """The window follows a live session when it is killed: that is nothing to the session."""
    if stage.live_session() is None:
        return None
    before = {row["recordingId"]: row["state"] for row in stage.live() if row["state"] in ("Active", "Idle")}
    daemon = stage.home.daemon()["pid"]
    window = stage.open_window()
    try:
        if not stage.until(lambda: stage.is_connected(window), 30, 0.2):
            raise Missed("the window did not reach the daemon")
        time.sleep(stage.random.uniform(0, 4))
        stage.kill(window.pid)
    finally:
        window.kill()
        window.wait()
    time.sleep(1)
    after = {row["recordingId"] for row in stage.live()}
    if stage.home.daemon()["pid"] != daemon:
        stage.lose("the daemon ended with the window")
    for recording in before.keys() - after:
        stage.lose(f"session {recording} ended with the window")
    return f"kill -9 of the window {window.pid}; {len(before)} sessions go on"


def kill_client(stage):
    stage.invoke_some(2, {"hang": 1, "lines": 5})
    time.sleep(stage.random.uniform(0, 1))
    killed = stage.kill_callers()
    for witness in stage.witnesses.values():
        if witness.running() and stage.random.random() < 0.5:
            witness.kill()
            killed += 1
    if not killed:
        raise Missed("all clients had ended")
    return f"kill -9 of {killed} clients"


def panic(stage):
    session = stage.victim()
    if session is None:
        return None
    stage.callers.append(stage.home.start("exec", session, "--timeout", "20", "--json", "--", "sh", "-c",
                                          "echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger"))
    row = stage.expect_end(session, "a kernel panic", 60)
    if row and "panicked" not in row["reason"]:
        stage.lose(f"the reason does not tell of the panic: {row['reason']}")
    return f"kernel panic in {session[-8:]}: {row['reason'] if row else 'it lives'}"


def agent_hangs(stage):
    """In its event loop, or stopped as a whole; a session like that can still be stopped."""
    session = stage.victim()
    if session is None:
        return None
    how = stage.random.choice([{"hang": 600}, {"freeze": True}])
    stage.invoke(session, how)
    if not stage.until(lambda: stage.row(session).get("inFlight"), 10):
        raise Missed("the agent did not get the request")
    time.sleep(stage.random.uniform(2, 5))
    stopped = stage.ctl("session", "stop", session, "--json", check=None)
    if stopped.code not in (0, 3):
        stage.lose(f"a session whose agent hangs cannot be stopped: {stopped}")
    return f"the agent of {session[-8:]} hangs ({next(iter(how))}); stopped after {stopped.seconds:.1f} s"


def agent_hangs_for_good(stage):
    """Nobody stops it: failed pings do."""
    session = stage.victim()
    if session is None:
        return None
    stage.invoke(session, {"freeze": True})
    row = stage.expect_end(session, "its agent stopped", 150)
    if row and row["cause"] not in ("unhealthy", "stopRequested"):
        stage.lose(f"a session whose agent stopped ended with {row['cause']}: {row['reason']}")
    return f"the agent of {session[-8:]} stopped for good: {row['reason'] if row else 'it lives'}"


def link_stalls(stage):
    qemus = stage.home.qemus()
    if not qemus:
        return None
    pid, _ = stage.random.choice(qemus)
    seconds = stage.random.uniform(1, 12)
    stage.invoke_some(2)
    stage.signal(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
        if not is_stopped(pid):
            raise Missed(f"QEMU {pid} ended or went on")
    finally:
        stage.signal(pid, signal.SIGCONT)
    return f"QEMU {pid} stood still for {seconds:.1f} s"


def link_stalls_for_good(stage):
    """Longer than every deadline: the session ends and its emulator goes, stopped as it is."""
    found = stage.emulator_of_a_session()
    if found is None:
        return None
    session, pid = found
    stage.harm(session)
    stage.signal(pid, signal.SIGSTOP)
    row = stage.expect_end(session, "its emulator stood still", 150, lambda: is_stopped(pid))
    if row and row["cause"] not in ("unhealthy", "linkLost"):
        stage.lose(f"a session whose emulator stood still ended with {row['cause']}: {row['reason']}")
    if not stage.until(lambda: not os.path.exists(f"/proc/{pid}"), 20):
        stage.lose(f"the emulator {pid} that stands still is left over")
        stage.signal(pid, signal.SIGKILL)
    return f"QEMU {pid} stood still for good: {row['reason'] if row else 'the session lives'}"


def kill_daemon_beside_a_stalled_guest(stage):
    """The new daemon serves although guests do not answer it, and takes them over when they do."""
    found = stage.emulator_of_a_session()
    if found is None:
        return None
    session, pid = found
    before = stage.kinds_on_disk(session).count("session.adopted")
    stalled = [pid] if stage.random.random() < 0.5 else [pid for pid, _ in stage.home.qemus()]
    for pid in stalled:
        stage.signal(pid, signal.SIGSTOP)
    try:
        killed = stage.kill_daemon(ask=False)
        begun = time.monotonic()
        stage.live()
        took = time.monotonic() - begun
        if took > 20:
            stage.lose(f"the daemon served only after {took:.1f} s")
        time.sleep(stage.random.uniform(0, 8))
    finally:
        for pid in stalled:
            stage.signal(pid, signal.SIGCONT)
    adopted = stage.until(lambda: stage.kinds_on_disk(session).count("session.adopted") > before, 60)
    return (f"kill -9 of the daemon {killed} beside {len(stalled)} QEMUs that stand still: the next one serves after "
            f"{took:.1f} s, {session[-8:]} is {'adopted' if adopted else stage.row(session)['state']}")
