# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with the disk: no room, and a power cut."""

import os
import shutil
import sqlite3
import struct
import tempfile
import time

from strike import Missed

FRAME_HEADER, LOG_HEADER = 24, 32


def full_disk(stage):
    """Only where the data folder is a small disk of its own. The daemon says so, goes on, and recovers."""
    if not stage.small_disk or stage.live_session() is None:
        return None
    ballast = stage.home.path / "ballast"
    killed = ""
    try:
        fill(ballast)
        stage.invoke_some(3, {"lines": 200})
        told = stage.until(lambda: stage.trouble(), 20)
        free = shutil.disk_usage(stage.home.path).free
        if free > 4096:
            raise Missed(f"{free} bytes were free")
        if not told:
            raise Missed("nothing had to be written")
        time.sleep(stage.random.uniform(0, 3))
        if stage.random.random() < 0.5:
            killed = f", kill -9 of the daemon {stage.kill_daemon(ask=False)}"
            # The next one may find it full still: a follower asks for it this very moment.
            time.sleep(stage.random.uniform(0, 3))
    finally:
        ballast.unlink()
    if not stage.until(lambda: not stage.trouble(), 20):
        stage.lose(f"the journal is not written though there is room again: {stage.trouble()}")
    return f"the disk was full{killed}"


def fill(ballast):
    """Takes all the room there is, to the last page."""
    with open(ballast, "wb", buffering=0) as file:
        size = shutil.disk_usage(ballast.parent).free
        os.posix_fallocate(file.fileno(), 0, max(1, size - 65536))
        file.seek(0, os.SEEK_END)
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass


def groups(log):
    """Where each committed group of SQLite's write-ahead log ends, of those that count (its current salts)."""
    data = log.read_bytes()
    if len(data) < LOG_HEADER:
        return []
    page, = struct.unpack(">I", data[8:12])
    salts, ends, at = data[16:24], [], LOG_HEADER
    while at + FRAME_HEADER + page <= len(data) and data[at + 8:at + 16] == salts:
        size_after_commit, = struct.unpack(">I", data[at + 4:at + 8])
        at += FRAME_HEADER + page
        if size_after_commit:
            ends.append(at)
    return ends


def last_events(journal, log_bytes=None):
    """Recording id to the last number in a copy of the journal, of its log's first bytes: SQLite repairs what it opens."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("journal.db", "journal.db-wal"):
            shutil.copy(journal.parent / name, folder)
        if log_bytes is not None:
            os.truncate(f"{folder}/journal.db-wal", log_bytes)
        database = sqlite3.connect(f"{folder}/journal.db")
        rows = database.execute("SELECT r.recording_id, coalesce(max(e.seq), 0) FROM recordings r"
                                " LEFT JOIN events e ON e.recording = r.id GROUP BY r.id").fetchall()
        database.close()
    return dict(rows)


def cut_the_journal(stage):
    """A power cut: the disk has part of the last group of events, or rubbish in its place, and nothing behind it."""
    stage.invoke_some(2, {"lines": 20})
    time.sleep(stage.random.uniform(0, 1))
    stage.stop_watching()
    pid = stage.kill_daemon(ask=False)
    journal = stage.home.path / "journal.db"
    log = stage.home.path / "journal.db-wal"
    ends = groups(log) if log.exists() else []
    if not ends:
        raise Missed("the journal's log holds no group")
    before = ends[-2] if len(ends) > 1 else LOG_HEADER
    cut = stage.random.randint(before, ends[-1] - 1)
    spoil = stage.random.random() < 0.5
    kept = last_events(journal, before)
    with open(log, "r+b") as file:
        file.truncate(cut)
        if spoil:
            file.seek(cut)
            file.write(os.urandom(ends[-1] - cut))
    left = last_events(journal)
    fewer = {recording for recording, last in kept.items() if left.get(recording, 0) < last}
    if fewer:
        stage.lose(f"a cut in the last group lost events of groups before it: {fewer}")
    forgotten = sum(witness.forget_behind(left.get(recording, 0)) for recording, witness in stage.witnesses.items())
    stage.live()
    return (f"kill -9 of the daemon {pid}, the journal's log {'spoilt' if spoil else 'cut'} from byte {cut} on, in its last "
            f"group of {ends[-1] - before} bytes: {forgotten} events")
