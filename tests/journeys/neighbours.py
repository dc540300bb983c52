# SPDX-License-Identifier: Apache-2.0
"""Sessions that run wild - a fork bomb, a memory hog, a full disk - do not spoil the answers of their neighbours."""

import concurrent.futures
import json
import os
import random
import signal
import statistics
import time

from journey import AGENTS, PATIENCE, SESSION, Journey, main, new_session_id

WILD = ("bomb", "hog", "fill")
ROUNDS = 5
REQUESTS = 10  # a round
SLOWER = 2


class Neighbours(Journey):
    calm = [new_session_id() for _ in range(2)]
    wild = {what: new_session_id() for what in WILD}

    @classmethod
    def prepare(cls):
        cls.home.deploy(AGENTS / "wild", "--name", "wild", "--start", "restored")
        cls.home.wait_for_job("template")
        cls.waiting = concurrent.futures.ThreadPoolExecutor(8)
        cls.addClassCleanup(cls.waiting.shutdown)

    def ask(self, session, payload, timeout=120 * PATIENCE):
        """(status, body)"""
        status, _, body = self.home.api("POST", "/agents/wild/invocations", json.dumps(payload),
                                        {"Content-Type": "application/json", SESSION: session}, timeout)
        return status, body

    def answers(self, count=REQUESTS):
        """Milliseconds of `count` requests to the calm sessions in turn; each answer has to be right."""
        times = []
        for i in range(count):
            numbers = [random.randrange(1_000_000) for _ in range(20)]
            began = time.monotonic()
            status, body = self.ask(self.calm[i % len(self.calm)], {"numbers": numbers})
            times.append((time.monotonic() - began) * 1000)
            self.assertEqual((status, json.loads(body)), (200, {"sum": sum(numbers)}))
            time.sleep(0.05)
        return times

    def emulators(self):
        return {pid for pid, _ in self.home.qemus()}

    def test_1_calm_sessions_answer(self):
        for session in self.calm:
            self.assertEqual(self.ask(session, {"numbers": [1, 2]})[0], 200)
        print(f"\n  {statistics.median(self.answers(20)):.1f} ms with nobody else", end="")
        Neighbours.ours = self.emulators()

    def test_2_who_burns_the_processors_is_moved_behind(self):
        replies = dict(zip(WILD, self.waiting.map(lambda what: self.ask(self.wild[what], {"do": what}), WILD)))
        self.assertLessEqual({status for status, _ in replies.values()}, {200, 424}, replies)
        Neighbours.last_words = {what: self.waiting.submit(self.ask, self.wild[what], {"numbers": [3]}) for what in WILD}
        times, began = [], time.monotonic()
        while len(behind := [pid for pid in self.emulators() if niceness(pid) > niceness(0)]) < 2:
            self.assertLess(time.monotonic() - began, 60 * PATIENCE, self.home.qemus())
            times += self.answers(2)
        print(f"\n  {len(behind)} are behind after {time.monotonic() - began:.1f} s; answers came meanwhile in "
              f"{statistics.median(times or self.answers(1)):.1f} ms", end="")
        self.assertFalse(self.ours & set(behind), "a calm session was moved")

    def test_3_answers_are_right_and_within_twice_their_usual_time(self):
        """In rounds, with the wild emulators halted and let go, so that both figures meet the same machine."""
        usual, beside = [], []
        for _ in range(ROUNDS):
            wild = self.emulators() - self.ours
            for pid in wild:
                tell(pid, signal.SIGSTOP)
            try:
                usual += self.answers()
            finally:
                for pid in wild:
                    tell(pid, signal.SIGCONT)
            beside += self.answers()
        for name, times in (("usual", usual), ("beside them", beside)):
            ordered = sorted(times)
            print(f"\n  {name}: median {statistics.median(times):.1f} ms, p90 {ordered[len(ordered) * 9 // 10]:.1f} ms, "
                  f"worst {ordered[-1]:.0f} ms (n={len(times)})", end="")
        self.assertLess(statistics.median(beside), SLOWER * statistics.median(usual))

    def test_4_a_session_begins_beside_them(self):
        answer = self.home.invoke("wild", {"numbers": [1]}, "--session", new_session_id())
        self.assertEqual(answer["start"]["kind"], "restored")
        print(f"\n  restored in {answer['start']['ms']:.0f} ms", end="")

    def test_5_a_command_that_runs_wild_leaves_its_own_agent_alone(self):
        session = self.calm[0]
        bomb = self.home.ctl("exec", session, "--timeout", "4", "--json", "--", "sh", "-c", "b() { b | b & }; b; sleep 60",
                             check=None, timeout=60)
        self.assertEqual(bomb.json["status"], "TIMED_OUT", str(bomb))
        self.answers(4)
        self.assertEqual(self.home.session(session)["ping"], "Healthy")

    def test_6_each_wild_one_answers_or_ends_with_its_reason(self):
        """The bomb's agent has one share of a thousand: it answers late, or its pings fail for a minute, or it is stopped."""
        concurrent.futures.wait([self.last_words["bomb"]], 10 * PATIENCE)
        if not self.last_words["bomb"].done():
            self.home.ctl("session", "stop", self.wild["bomb"])
        endings = {}
        for what in WILD:
            status, body = self.last_words[what].result(60 * PATIENCE)
            endings[what] = self.endings(self.wild[what])
            print(f"\n  {what}: {status}; {endings[what]}", end="")
            self.assertIn(status, (200, 424), body)
            self.assertTrue(status == 200 or endings[what], body)
        self.assertEqual(endings["hog"][0][0], "agentExited")
        self.assertIn("all the memory", endings["hog"][0][1])

    def endings(self, session):
        """(cause, detail) of each session of that id that has ended."""
        rows = self.home.ctl("sessions", "--all", "--json").json["sessions"]
        recordings = [row["recordingId"] for row in rows if row["sessionId"] == session]
        states = [event["body"] for recording in recordings for event in self.home.events(recording, "session.state")]
        return [(body["cause"], body["detail"]) for body in states if body["state"] == "Terminated"]


def niceness(pid):
    return os.getpriority(os.PRIO_PROCESS, pid)


def tell(pid, which):
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        pass  # the hog's has ended


if __name__ == "__main__":
    main()
