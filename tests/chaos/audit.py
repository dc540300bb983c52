# SPDX-License-Identifier: Apache-2.0
"""The count of what was lost: events, ends, reasons, machines and what lies about."""

import collections
import time

PAIRS = {"invocation.begin": ("invocation.end", "invocationId"), "command.begin": ("command.end", "commandId"),
         "shell.begin": ("shell.end", "shellId")}


class Audit:
    def __init__(self, stage):
        self.stage = stage

    def seen(self):
        for witness in self.stage.witnesses.values():
            if witness.seen:
                for sentence in witness.losses(self.stage.ctl("events", witness.recording, "--json").lines):
                    self.stage.lose(sentence)

    def journal(self):
        verdict = self.stage.ctl("verify", "--json", check=None)
        if verdict.code != 0:
            self.stage.lose(f"verify: {verdict}")

    def reasons(self):
        """Every session of every recording has its reason; how many there are, and of each kind of end."""
        rows = {row["recordingId"]: row for row in self.stage.ctl("sessions", "--all", "--json").json["sessions"]}
        ends = collections.Counter()
        for row in self.stage.ctl("recordings", "--json").json["recordings"]:
            shown = rows.get(row["recordingId"])
            if shown is None:
                self.stage.lose(f"{row['recordingId']} is in no list of sessions")
            elif not str(shown.get("reason", "")).strip() or not shown.get("cause"):
                self.stage.lose(f"{row['sessionId']} is {shown['state']} and has no reason")
            elif row["live"] != (shown["state"] != "Terminated"):
                self.stage.lose(f"{row['sessionId']} is {shown['state']} and its recording says otherwise")
            elif not row["live"]:
                ends[shown["cause"]] += 1
                self.end_of(row, shown)
        return len(rows), ends

    def end_of(self, row, shown):
        """A session that had started outlives its daemon, unless something else was done to it."""
        lost = shown["cause"] not in ("stopRequested", "idleTimeout", "daemonStopped") and shown.get("startKind")
        if lost and not self.stage.is_harmed(row["recordingId"]):
            self.stage.lose(f"{row['sessionId']} ended and nothing was done to it: {shown['cause']}, {shown['reason']}")

    def pairs(self):
        """In recordings that have ended every beginning has one end; how many sessions were adopted."""
        adopted = 0
        for row in self.stage.ctl("recordings", "--json").json["recordings"]:
            if row["live"]:
                continue
            open_ones = collections.Counter()
            for event in self.stage.ctl("events", row["recordingId"], "--json").lines:
                adopted += event["kind"] == "session.adopted"
                for begin, (end, key) in PAIRS.items():
                    if event["kind"] in (begin, end):
                        open_ones[begin, event["body"][key]] += 1 if event["kind"] == begin else -1
            for (begin, name), count in open_ones.items():
                if count:
                    self.stage.lose(f"{row['sessionId']}: {begin} {name} has {1 - count} ends")
        return adopted

    def machines(self):
        """As many emulators as live sessions, once stray ones had their time to be ended."""
        def agree():
            rows = self.stage.live()
            extra = len(self.stage.jobs("template", "running"))
            return (all(row["state"] != "Provisioning" for row in rows)
                    and len(self.stage.home.qemus()) == len(rows) and not extra)

        if not self.stage.until(agree, 60, 1):
            self.stage.lose(f"{len(self.stage.live())} sessions live and {len(self.stage.home.qemus())} emulators run")

    def left_over(self):
        """After an orderly end: no process, socket, temporary or half-written file."""
        home = self.stage.home.path
        left = [f"process {pid}: {command}" for pid, command in self.stage.home.processes()]
        left += [f"socket {path}" for path in self.stage.home.sockets()]
        left += [str(path) for path in (home / "blobs" / "partial").glob("*")]
        for pattern in ("*.making", ".making", "*.tmp", "*.partial", "*.damaged-*"):
            left += [str(path) for path in home.rglob(pattern)]
        for folder in ("run/qemu", "lib/qemu", "etc/qemu"):
            left += [str(path) for path in (home / "libvirt" / folder).rglob("*.xml")]
        left += [str(path) for path in (home / "agents" / ".staging").glob("*")]
        left += [str(path) for path in (home / "templates").glob("*") if not (path / "state").exists()]
        left += [str(path) for path in self.stage.scratch.glob("*.making")]
        for item in left:
            self.stage.lose(f"left over: {item}")
        return len(left)

    def end(self):
        """Ends everything in order; what there was to count."""
        stage = self.stage
        stage.kill_callers()
        time.sleep(2)
        self.machines()
        for row in stage.live():
            stage.ctl("session", "stop", row["sessionId"], check=None)
        time.sleep(1)
        sessions, ends = self.reasons()
        adopted = self.pairs()
        stage.stop_watching()
        self.seen()
        self.journal()
        stage.ctl("daemon", "stop", check=None)
        stage.until(lambda: not stage.home.processes(), 15)
        return {"sessions": sessions, "ends": ends, "adopted": adopted, "left": self.left_over(),
                "acknowledged": sum(len(witness.seen) for witness in stage.witnesses.values())}
