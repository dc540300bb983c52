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
import faults  # noqa: E402
from stage import Stage  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000)
    parser.add_argument("--sessions", type=int, default=2, help="how many sessions live at once")
    parser.add_argument("--only", choices=sorted({fault.__name__ for fault in faults.ALL}), help="just this fault")
    arguments = parser.parse_args()
    began = time.monotonic()

    def say(text):
        print(f"{time.monotonic() - began:7.1f} s  {text}", flush=True)

    say(f"seed {arguments.seed}, {arguments.minutes:g} minutes, {arguments.sessions} sessions")
    stage = Stage(arguments.seed, arguments.sessions, say)
    say("the data folder is a small disk of its own" if stage.small_disk else
        "no disk can be mounted here: the full disk is left out")
    done = collections.Counter()
    choices = [fault for fault in faults.ALL if arguments.only in (None, fault.__name__)]
    sessions = seen = 0
    try:
        while time.monotonic() - began < arguments.minutes * 60:
            stage.watch()
            if stage.random.random() < 0.7:
                stage.wait_for_a_session(40)
            time.sleep(stage.random.uniform(0.5, 5))
            stage.drop_finished()
            fault = stage.random.choice(choices)
            told = fault(stage)
            if told is None:
                time.sleep(1)
                continue
            say(told)
            done[fault.__name__] += 1
            if sum(done.values()) % 8 == 0:
                stage.check_seen()
                stage.check_journal()
        sessions, seen = stage.end()
    except (AssertionError, Exception) as error:  # noqa: BLE001 whatever it is, it is counted and told
        stage.lose(f"the run broke off: {error}\n{traceback.format_exc()}")
    finally:
        stage.close()
    for name, count in sorted(done.items()):
        say(f"{count:4} × {name}")
    minutes = (time.monotonic() - began) / 60
    print(f"chaos: {sum(done.values())} faults in {minutes:.1f} minutes, {sessions} sessions, {stage.answers} answers, "
          f"{seen} acknowledged events, {len(stage.losses)} losses (seed {arguments.seed})", flush=True)
    return 1 if stage.losses else 0


if __name__ == "__main__":
    sys.exit(main())
