# SPDX-License-Identifier: Apache-2.0
"""Restored and warm starts: copies of one template that share nothing they should not, and what happens without one."""

import concurrent.futures
import json
import os
import signal
import time

from journey import AGENTS, PATIENCE, Journey, main, new_session_id


class Starts(Journey):
    @classmethod
    def prepare(cls):
        cls.home.deploy(AGENTS / "dice", "--name", "dice", "--start", "restored")

    made = 0

    def wait_for_template(self):
        """Waits for one more job that made a template than the last time."""
        end = time.monotonic() + 60 * PATIENCE
        Starts.made += 1
        while True:
            jobs = [job for job in json.loads(self.home.api("GET", "/jobs")[2])["jobs"] if job["kind"] == "template"]
            ended = [job for job in jobs if job["state"] != "running"]
            if len(ended) == self.made:
                break
            self.assertLess(time.monotonic(), end, jobs)
            time.sleep(0.3)
        self.assertEqual(ended[0]["state"], "done", ended)
        return ended[0]

    def roll(self):
        answer = self.home.invoke("dice", {}, "--session", new_session_id())
        return answer, json.loads(answer["body"])

    def test_1_a_session_does_not_wait_for_the_template(self):
        answer, _ = self.roll()
        self.assertEqual(answer["start"]["kind"], "cold")
        fallback = self.home.events(answer["sessionId"], "session.fallback")
        self.assertIn("template", fallback[0]["body"]["reason"])
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_2_copies_share_what_was_made_at_import_and_nothing_else(self):
        job = self.wait_for_template()
        self.assertEqual([phase["name"] for phase in job["phases"]], ["boot", "agent", "save"])
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            rolls = [future.result() for future in [both.submit(self.roll), both.submit(self.roll)]]
        for answer, said in rolls:
            self.assertEqual(answer["start"]["kind"], "restored", answer["start"])
            self.assertLess(abs(said["time"] - time.time()), 5 * PATIENCE, "the copy's clock is the template's")
            self.assertEqual(self.home.events(answer["sessionId"], "session.fallback"), [])
            print(f"\n  restored in {answer['start']['ms']} ms, first answer after {answer['totalMs']:.0f} ms", end="")
        (first, second) = (said for _, said in rolls)
        self.assertEqual(first["atImport"], second["atImport"])
        for name, value in first["differs"].items():
            self.assertNotEqual(value, second["differs"][name], name)
        for answer, _ in rolls:
            self.home.ctl("session", "stop", answer["sessionId"])

    def test_3_a_template_that_cannot_be_used_is_replaced_and_the_session_starts_cold(self):
        state = next((self.home.path / "templates").glob("*/state"))
        state.unlink()
        state.write_bytes(b"this is no state of a machine")
        answer, _ = self.roll()
        self.assertEqual(answer["start"]["kind"], "cold")
        reason = self.home.events(answer["sessionId"], "session.fallback")[0]["body"]["reason"]
        self.assertIn("template", reason)
        print(f"\n  {reason}")
        self.home.ctl("session", "stop", answer["sessionId"])
        self.wait_for_template()
        answer, _ = self.roll()
        self.assertEqual(answer["start"]["kind"], "restored")
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_4_warm_clones_wait_serve_one_session_and_are_replaced(self):
        self.home.deploy(AGENTS / "dice", "--name", "dice", "--start", "restored", "--warm", "1")
        self.wait_for_template()
        said = []
        for _ in range(2):
            self.wait_for_warm()
            time.sleep(4 * PATIENCE)  # its clock stands still
            answer, roll = self.roll()
            self.assertEqual(answer["start"]["kind"], "warm", answer["start"])
            self.assertLess(abs(roll["time"] - time.time()), 3 * PATIENCE, "the copy's clock is behind")
            print(f"\n  warm in {answer['start']['ms']} ms, first answer after {answer['totalMs']:.0f} ms", end="")
            said.append(roll)
            self.home.ctl("session", "stop", answer["sessionId"])
        for name, value in said[0]["differs"].items():
            self.assertNotEqual(value, said[1]["differs"][name], name)

    def wait_for_warm(self):
        end = time.monotonic() + 30 * PATIENCE
        while json.loads(self.home.api("GET", "/daemon")[2])["warmClones"] < 1:
            self.assertLess(time.monotonic(), end, self.home.log())
            time.sleep(0.2)

    def test_5_a_warm_clone_that_hangs_is_followed_by_a_fresh_copy(self):
        self.wait_for_warm()
        (pid, _), = self.home.qemus()
        os.kill(pid, signal.SIGSTOP)
        answer, _ = self.roll()
        self.assertEqual(answer["start"]["kind"], "restored", answer["start"])
        fallback = self.home.events(answer["sessionId"], "session.fallback")
        self.assertEqual([event["body"]["wanted"] for event in fallback], ["warm"])
        self.assertNotIn(pid, [other for other, _ in self.home.qemus()])
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_6_a_warm_clone_ends_with_the_session_that_cannot_start(self):
        self.wait_for_warm()
        (pid, _), = self.home.qemus()
        before = self.home.ctl("daemon", "limits", "--json").json["limits"]
        self.home.api("POST", "/limits", json.dumps({"keepFreeMb": 1024 * 1024, "queue": False}))
        try:
            self.home.ctl("invoke", "dice", "{}", "--session", new_session_id(), check=5)
            end = time.monotonic() + 10 * PATIENCE
            while pid in [other for other, _ in self.home.qemus()]:
                self.assertLess(time.monotonic(), end, self.home.log())
                time.sleep(0.1)
        finally:
            self.home.api("POST", "/limits", json.dumps(before))

    def test_7_a_killed_daemon_leaves_no_warm_clone_behind(self):
        self.wait_for_warm()
        end = time.monotonic() + 10 * PATIENCE
        while len(old := {pid for pid, _ in self.home.qemus()}) != 1:
            self.assertLess(time.monotonic(), end, f"{self.home.qemus()}\n{self.home.log()}")
            time.sleep(0.1)
        os.kill(self.home.daemon()["pid"], signal.SIGKILL)
        self.home.ctl("sessions")
        self.wait_for_warm()
        now = {pid for pid, _ in self.home.qemus()}
        self.assertEqual((len(now), old & now), (1, set()))

    def test_8_templates_and_sessions_go_with_their_agent(self):
        callers = [self.home.start("invoke", "dice", "{}", "--session", new_session_id())]
        time.sleep(0.1)
        callers.append(self.home.start("agent", "delete", "dice"))
        for _ in range(3):
            callers.append(self.home.start("invoke", "dice", "{}", "--session", new_session_id()))
            time.sleep(0.2)
        for caller in callers:
            caller.communicate(timeout=60 * PATIENCE)
        self.assertEqual(callers[1].returncode, 0)
        self.assertEqual(json.loads(self.home.api("GET", "/sessions")[2])["sessions"], [])
        end = time.monotonic() + 20 * PATIENCE
        while list((self.home.path / "templates").iterdir()) or self.home.qemus():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.2)


if __name__ == "__main__":
    main()
