# SPDX-License-Identifier: Apache-2.0
"""Endpoints, and invocations whose answer is asked for later: their caller leaves, the daemon is killed."""

import hashlib
import json
import os
import signal
import time

from journey import BUNDLED, Journey, main, new_session_id


class Tasks(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        for _ in range(2):
            cls.home.deploy(BUNDLED / "waits", "--name", "waits")

    def begin(self, seconds, *args):
        return self.home.ctl("invoke", "waits", json.dumps({"seconds": seconds}), "--session", self.session, "--async",
                             *args, "--json")

    def test_1_an_endpoint_points_to_a_version(self):
        made = self.home.ctl("endpoint", "create", "waits", "prod", "--version", 1, "--json").json
        self.assertEqual((made["name"], made["targetVersion"], made["status"]), ("prod", 1, "READY"))
        rows = self.home.ctl("agent", "show", "waits", "--json").json["endpoints"]
        self.assertEqual([(row["name"], row["targetVersion"]) for row in rows], [("DEFAULT", 2), ("prod", 1)])
        self.assertError(self.home.ctl("endpoint", "delete", "waits", "DEFAULT", "--json", check=None), "Refused", 5)
        self.assertError(self.home.ctl("endpoint", "create", "waits", "my-prod", "--json", check=None), "BadInput", 2)

    def test_2_an_id_comes_at_once_and_the_answer_later(self):
        begun = self.begin(4, "--qualifier", "prod")
        task = begun.json
        self.assertKeys(task, "taskId invocationId sessionId status")
        self.assertEqual((task["status"], task["sessionId"]), ("running", self.session))
        self.assertLess(begun.seconds, 3)
        running = self.home.ctl("task", task["taskId"], "--json").json
        self.assertEqual(running["status"], "running")
        deadline = time.monotonic() + 60
        while running["status"] == "running" and time.monotonic() < deadline:
            time.sleep(0.3)
            running = self.home.ctl("task", task["taskId"], "--json").json
        self.assertKeys(running, "sessionId invocationId statusCode contentType bytesIn bytesOut chunks totalMs bodySha256")
        self.assertEqual((running["status"], running["statusCode"]), ("done", 200), running)
        self.assertIn("rounds", json.loads(running["body"]))
        self.assertEqual(running["bodySha256"], hashlib.sha256(running["body"].encode()).hexdigest())
        self.assertEqual(self.home.ctl("task", task["taskId"]).out.strip(), running["body"])
        end = self.home.events(self.session, "invocation.end")[0]["body"]
        self.assertEqual((end["invocationId"], end["outcome"]), (task["taskId"], "ok"))

    def test_3_a_running_session_keeps_its_version(self):
        self.home.ctl("endpoint", "update", "waits", "prod", "--version", 2)
        again = self.home.invoke("waits", {"seconds": 0.1}, "--session", self.session, "--qualifier", "prod")
        self.assertIsNone(again["start"])
        self.assertEqual(self.home.session(self.session)["version"], 1)
        self.home.ctl("endpoint", "delete", "waits", "prod")
        refused = self.home.ctl("invoke", "waits", "{}", "--qualifier", "prod", "--json", check=None)
        self.assertError(refused, "NotFound", 3)

    def test_4_a_task_that_fails_says_so_later(self):
        task = self.begin("x").json
        deadline = time.monotonic() + 30
        while True:
            later = self.home.ctl("task", task["taskId"], "--json", check=None)
            if later.json["status"] != "running" or time.monotonic() > deadline:
                break
            time.sleep(0.3)
        self.assertEqual((later.json["status"], later.code), ("failed", 4), str(later))
        self.assertError(later, "AgentFailed", 4)
        self.assertEqual(later.json["statusCode"], 424)

    def test_5_those_that_run_are_listed_and_one_is_cancelled(self):
        task = self.begin(60).json["taskId"]
        rows = self.home.ctl("task", "list", "--json").json["tasks"]
        self.assertEqual((rows[0]["taskId"], {row["status"] for row in rows}), (task, {"running"}))
        self.assertEqual(self.home.ctl("task", "list", "--agent", "waits", "--json").json["tasks"], rows)
        self.assertError(self.home.ctl("task", "list", "--agent", "nobody", "--json", check=None), "NotFound", 3)
        self.assertIn(task, self.home.ctl("task", "list").out)
        ended = self.home.ctl("task", "cancel", task, "--json").json
        self.assertEqual((ended["taskId"], ended["status"], ended["statusCode"]), (task, "cancelled", 499))
        end = self.home.events(self.session, "invocation.end")[-1]["body"]
        self.assertEqual((end["invocationId"], end["outcome"]), (task, "cancelled"))
        self.assertEqual(self.home.ctl("task", task, check=None).code, 130)
        self.assertError(self.home.ctl("task", "cancel", task, "--json", check=None), "Conflict", 1)
        self.assertNotIn(task, self.home.ctl("task", "list", "--json").out)
        rows = self.home.ctl("task", "list", "--all", "--json").json["tasks"]
        self.assertEqual((rows[0]["taskId"], rows[0]["status"]), (task, "cancelled"))
        begun = [row["startedAt"] for row in rows]
        self.assertEqual(begun, sorted(begun, reverse=True))
        self.assertError(self.home.ctl("task", "cancel", "no-such-task", "--json", check=None), "NotFound", 3)

    def test_6_after_a_killed_daemon_the_task_says_that_it_was_interrupted(self):
        task = self.begin(30).json
        time.sleep(1)
        os.kill(self.home.daemon()["pid"], signal.SIGKILL)
        # A process of many threads takes a moment to die: until then it is still found, and does not answer.
        deadline = time.monotonic() + 10
        while self.home.ctl("daemon", "status", check=None).code == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        later = self.home.ctl("task", task["taskId"], "--json", check=None, timeout=60)
        self.assertEqual((later.json["status"], later.code), ("interrupted", 1), str(later))
        self.assertIn("daemon", later.json["error"]["message"])

    def test_7_what_is_no_task_is_not_found(self):
        self.assertError(self.home.ctl("task", "no-such-task", "--json", check=None), "NotFound", 3)
        both = self.home.ctl("invoke", "waits", "{}", "--async", "--private", "--json", check=None)
        self.assertError(both, "BadInput", 2)


if __name__ == "__main__":
    main()
