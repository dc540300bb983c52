# SPDX-License-Identifier: Apache-2.0
"""Short-lived sessions: background work, the idle timeout, an agent that restamps its pings, the maximum lifetime."""

import datetime
import json
import time

from journey import AGENTS, BUNDLED, Journey, main, new_session_id

IDLE = 6
LIFETIME = 50
WORK = 12


def moment(event):
    return datetime.datetime.fromisoformat(event["wall"].replace("Z", "+00:00")).timestamp()


class Lifecycle(Journey):
    worker = new_session_id()
    restamper = new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "background", "--name", "background", "--idle-timeout", IDLE)
        cls.home.deploy(AGENTS / "restamp", "--name", "restamp", "--idle-timeout", IDLE, "--max-lifetime", LIFETIME)
        other = cls.home.start("invoke", "restamp", "{}", "--session", cls.restamper, "--json")
        cls.answer = cls.home.invoke("background", {"seconds": WORK}, "--session", cls.worker)
        out, err = other.communicate()
        if other.returncode:
            raise AssertionError(f"{out}\n{err}")

    def states(self, session, newest=True):
        recording = self.home.session(session)["recordingId"] if newest else session
        return [event for event in self.home.events(recording) if event["kind"] == "session.state"]

    def test_1_work_after_the_answer_keeps_it_active_beyond_its_idle_timeout(self):
        self.assertEqual(json.loads(self.answer["body"])["state"], "running")
        self.home.wait_for(self.worker, lambda session: session["ping"] == "HealthyBusy", 10)
        time.sleep(IDLE + 1)
        session = self.home.session(self.worker)
        self.assertEqual((session["state"], session["cause"], session["inFlight"]), ("Active", "busy", 0), session)
        self.assertIn("HealthyBusy", session["reason"])

    def test_2_then_it_idles_and_ends_at_its_timeout_with_the_reason(self):
        ended = self.home.wait_for(self.worker, lambda session: session["state"] == "Terminated", 40)
        self.assertEqual(ended["cause"], "idleTimeout")
        self.assertRegex(ended["reason"],
                         rf"^Idle for {IDLE} s; last activity: background work ended \d\d:\d\d:\d\d UTC\.$")
        idle, end = self.states(self.worker)[-2:]
        self.assertEqual((idle["body"]["state"], idle["body"]["cause"]), ("Idle", "notBusy"))
        took = moment(end) - moment(idle)
        print(f"\n  idle timeout of {IDLE} s: ended after {took:.2f} s")
        self.assertGreaterEqual(took, IDLE - 1)
        self.assertLessEqual(took, IDLE + 15)
        for event in self.states(self.worker):
            self.assertTrue(event["body"]["cause"].strip() and event["body"]["detail"].strip(), event)

    def test_3_the_same_id_again_is_a_new_machine_with_clean_memory(self):
        before = self.home.session(self.worker)["recordingId"]
        answer = self.home.invoke("background", {}, "--session", self.worker)
        self.assertEqual(json.loads(answer["body"]), {"jobs": []})
        self.assertIsNotNone(answer["start"])
        self.assertNotEqual(self.home.session(self.worker)["recordingId"], before)
        self.assertEqual(self.states(before, newest=False)[-1]["body"]["cause"], "idleTimeout")
        self.home.ctl("session", "stop", self.worker)
        self.assertEqual(self.home.session(self.worker)["state"], "Terminated")

    def test_4_an_agent_that_restamps_is_told_once_and_lives_until_its_maximum_lifetime(self):
        ended = self.home.wait_for(self.restamper, lambda session: session["state"] == "Terminated", LIFETIME + 20)
        self.assertEqual(ended["cause"], "maxLifetime", ended)
        self.assertIn(f"{LIFETIME} s", ended["reason"])
        events = self.home.events(self.restamper)
        lived = moment(events[-1]) - moment(events[0])
        print(f"\n  maximum lifetime of {LIFETIME} s: ended after {lived:.2f} s")
        self.assertLessEqual(abs(lived - LIFETIME), 15)
        notices = [event["body"] for event in events if event["kind"] == "session.notice"]
        self.assertEqual([notice["code"] for notice in notices], ["agentRestamps"])
        self.assertIn("time_of_last_update", notices[0]["detail"])
        self.assertEqual([notice["code"] for notice in ended["notices"]], ["agentRestamps"])


if __name__ == "__main__":
    main()
