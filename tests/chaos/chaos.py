# SPDX-License-Identifier: Apache-2.0
"""Breaks things at random moments for some minutes and counts what is lost: nothing may be.

Prints what it does, with times, and a summary; the same seed makes the same choices. Ends with 1 when an
acknowledged event, a recording's soundness, a session's reason or the clean end is lost."""

import argparse
import collections
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import disk_faults  # noqa: E402
import faults  # noqa: E402
import still_faults  # noqa: E402
import small_disk  # noqa: E402
import work_faults  # noqa: E402
from audit import Audit  # noqa: E402
from stage import WORK, Stage  # noqa: E402
from strike import Missed  # noqa: E402

# Each with its weight: the more often, the more a person would meet it.
FAULTS = {
    faults.kill_daemon: 4, faults.kill_daemon_in_a_start: 4, faults.kill_daemon_in_a_restore: 4,
    work_faults.kill_daemon_in_a_template: 2, work_faults.kill_daemon_in_an_upload: 2, work_faults.kill_daemon_in_an_export: 2,
    work_faults.kill_daemon_in_an_import: 2, work_faults.kill_daemon_in_a_deploy: 2, faults.kill_daemon_twice: 2,
    faults.kill_daemon_beside_a_stalled_guest: 1, still_faults.kill_daemon_beside_a_guest_still_for_good: 1,
    still_faults.kill_daemon_in_a_restore_that_stands_still: 2, faults.kill_qemu: 3, faults.kill_gui: 2, faults.kill_client: 2,
    disk_faults.cut_the_journal: 3, disk_faults.full_disk: 2, faults.panic: 2, faults.agent_hangs: 2,
    faults.agent_hangs_for_good: 0.5, faults.link_stalls: 2, faults.link_stalls_for_good: 0.5,
}
NAMES = {fault.__name__: fault for fault in FAULTS}
NEEDS = {"copied": {"kill_daemon_in_a_restore", "kill_daemon_in_a_restore_that_stands_still", "kill_daemon_in_a_template"},
         "reader": {"kill_daemon_in_an_upload", "kill_daemon_in_an_export", "kill_daemon_in_an_import"}}


class Run:
    def __init__(self, arguments):
        self.began = time.monotonic()
        self.arguments = arguments
        self.struck, self.missed, self.skipped = collections.Counter(), collections.Counter(), collections.Counter()
        chosen = set(arguments.faults or NAMES)
        self.chosen = [fault for name, fault in NAMES.items() if name in chosen]
        self.say(f"seed {arguments.seed}, " + ("each fault once" if arguments.once else f"{arguments.minutes:g} minutes"))
        self.stage = Stage(arguments.seed, arguments.sessions, self.say,
                           [agent for agent, needed_by in NEEDS.items() if chosen & needed_by])
        if not self.stage.small_disk:
            self.say("no disk can be mounted here: the full disk is left out")
            self.chosen = [fault for fault in self.chosen if fault is not disk_faults.full_disk]
        self.audit = Audit(self.stage)

    def say(self, text):
        print(f"{time.monotonic() - self.began:7.1f} s  {text}", flush=True)

    def strike(self, fault):
        """True when there was something to strike at."""
        stage = self.stage
        stage.watch()
        stage.wait_for_a_session(60)
        stage.watch()
        time.sleep(stage.random.uniform(0.2, 3))
        stage.drop_finished()
        name = fault.__name__
        try:
            told = fault(stage)
            if told is None:
                self.skipped[name] += 1
                return False
            self.struck[name] += 1
        except Missed as why:
            told = f"missed: {name}: {why}"
            self.missed[name] += 1
        self.say(told)
        return True

    def play(self):
        if self.arguments.once:
            for fault in self.chosen:
                self.stage.until(lambda fault=fault: self.strike(fault), 90, 1)
            return
        weights = [FAULTS[fault] for fault in self.chosen]
        last_check = 0
        while time.monotonic() - self.began < self.arguments.minutes * 60:
            self.strike(self.stage.random.choices(self.chosen, weights)[0])
            if self.struck.total() >= last_check + 8:
                last_check = self.struck.total()
                self.audit.seen()
                self.audit.journal()

    def run(self):
        found = None
        try:
            self.play()
            found = self.audit.end()
        except (AssertionError, Exception) as error:  # noqa: BLE001 whatever it is, it is counted and told
            self.stage.lose(f"the run broke off: {error}\n{traceback.format_exc()}")
        finally:
            self.stage.close()
        self.summarise(found)
        return 1 if self.stage.losses else 0

    def summarise(self, found):
        print(f"\n{'fault':40} struck missed")
        for name in NAMES:
            if self.struck[name] or self.missed[name]:
                print(f"{name:40} {self.struck[name]:6} {self.missed[name]:6}")
        if found:
            ends = ", ".join(f"{cause} {count}" for cause, count in sorted(found["ends"].items()))
            print(f"{found['sessions']} sessions, adopted {found['adopted']} times; ended: {ends}")
            print(f"{found['acknowledged']} acknowledged events, {self.stage.answers} answers, {found['left']} leftovers")
        minutes = (time.monotonic() - self.began) / 60
        print(f"chaos: {self.struck.total()} faults struck and {self.missed.total()} missed in {minutes:.1f} minutes, "
              f"{len(self.stage.losses)} losses (seed {self.arguments.seed})", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000)
    parser.add_argument("--sessions", type=int, default=2, help="how many sessions live at once")
    parser.add_argument("--faults", nargs="+", choices=sorted(NAMES), metavar="FAULT",
                        help="just these: " + ", ".join(NAMES))
    parser.add_argument("--once", action="store_true", help="each fault once, in their order, instead of --minutes")
    arguments = parser.parse_args()
    code = small_disk.begin_where_one_may_mount(WORK)
    return Run(arguments).run() if code is None else code


if __name__ == "__main__":
    sys.exit(main())
