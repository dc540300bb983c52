# SPDX-License-Identifier: Apache-2.0
"""Clients that follow sessions and remember what they were shown: that is what may never be lost."""

import json
import os
import signal
import subprocess
import threading


class Witness:
    """One `agentariumctl events --follow` of one recording; what it printed is acknowledged."""

    def __init__(self, home, recording):
        self.home, self.recording = home, recording
        self.seen = {}  # seq to event
        self.doubled = []
        self.process = None
        self.thread = None
        self.lock = threading.Lock()

    def start(self):
        first = max(self.seen, default=0) + 1
        self.process = self.home.start("events", self.recording, "--json", "--follow", "--from", str(first))
        self.thread = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.thread.start()

    def _read(self, process):
        for line in process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # cut by a kill
            if "seq" not in event:
                continue
            with self.lock:
                old = self.seen.setdefault(event["seq"], event)
                if old != event:
                    self.doubled.append((old, event))

    def kill(self):
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.join()

    def join(self, seconds=10):
        if not self.process:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.thread.join(seconds)
        self.process.stdout.close()
        self.process.stderr.close()
        self.process = None

    def running(self):
        return self.process is not None and self.process.poll() is None

    def forget_behind(self, last):
        """After a power cut: what was only in the lost tail is no longer asked for. How much that was."""
        with self.lock:
            lost = [seq for seq in self.seen if seq > last]
            for seq in lost:
                del self.seen[seq]
        return len(lost)

    def losses(self, events):
        """Sentences: what was seen and is not in the journal as it was seen."""
        there = {event["seq"]: event for event in events}
        with self.lock:
            seen = dict(self.seen)
        found = [f"{self.recording}: event {seq} ({event['kind']}) is lost" if seq not in there
                 else f"{self.recording}: event {seq} has changed"
                 for seq, event in sorted(seen.items()) if there.get(seq) != event]
        found += [f"{self.recording}: a follower saw two events {old['seq']}" for old, _ in self.doubled]
        if sorted(there) != list(range(1, len(there) + 1)):
            found.append(f"{self.recording}: its events are not numbered without a gap")
        return found
