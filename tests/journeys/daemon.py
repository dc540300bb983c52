# SPDX-License-Identifier: Apache-2.0
"""The daemon: who may talk to it, and what a kill -9 leaves."""

import http.client
import json
import os
import signal
import time

from journey import BUNDLED, SESSION, Journey, main, new_session_id


class Daemon(Journey):
    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "hello", "--name", "hello")

    def test_1_it_is_started_when_needed_and_tells_about_itself(self):
        status = self.home.ctl("daemon", "status", "--json").json
        self.assertKeys(status, "pid url version sessions uptime")
        self.assertEqual(status["pid"], self.home.daemon()["pid"])
        isolates = json.loads(self.home.api("GET", "/doctor")[2])["isolates"]
        self.assertEqual("no security boundary" in status.get("isolationWarning", ""), not isolates)
        self.assertEqual("no security boundary" in self.home.ctl("daemon", "status").out, not isolates)
        self.assertEqual((self.home.path / "daemon.json").stat().st_mode & 0o777, 0o600)

    def test_2_strangers_are_refused(self):
        port = self.home.daemon()["port"]
        self.assertEqual(self.home.api("GET", "/daemon")[0], 200)
        self.assertEqual(self.home.api("GET", "/daemon", headers={"Host": f"localhost:{port}"})[0], 200)
        for headers in ({"Authorization": "Bearer wrong"}, {"Authorization": ""}, {"Authorization": "Basic abc"}):
            self.assertEqual(self.home.api("GET", "/daemon", headers=headers)[0], 401, headers)
        for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{port}"}, {"Host": "127.0.0.1:1"},
                        {"Origin": "http://evil.example"}, {"Origin": "null"}):
            self.assertIn(self.home.api("GET", "/daemon", headers=headers)[0], (401, 403), headers)
        self.assertEqual(self.home.api("GET", "/daemon", headers={"Origin": f"http://127.0.0.1:{port}"})[0], 200)
        self.assertEqual(self.home.api("GET", "/nothing")[0], 404)

    def test_3_who_asks_too_often_is_throttled_as_by_agentcore(self):
        limits = self.home.ctl("daemon", "limits", "--requests-per-second", "1", "--json").json["limits"]
        self.assertEqual((limits["newSessionsPerSecond"], limits["requestsPerSecond"]), (25, 1))
        answers = [self.home.api("DELETE", "/sessions/nobody") for _ in range(20)]
        self.assertLessEqual({status for status, _, _ in answers}, {404, 429})
        self.assertEqual(answers[0][0], 404)
        throttled = [json.loads(body)["error"] for status, _, body in answers if status == 429]
        self.assertEqual({headers.get("retry-after") for status, headers, _ in answers if status == 429}, {"1"})
        self.assertTrue(throttled)
        self.assertEqual((throttled[0]["type"], throttled[0]["exception"]), ("Refused", "ThrottlingException"))
        self.assertIn("Try again in", throttled[0]["fix"])
        self.home.ctl("daemon", "limits", "--requests-per-second", "1000")
        self.assertEqual(self.home.api("DELETE", "/sessions/nobody")[0], 404)

    def test_4_killed_in_the_middle_it_comes_back_and_adopts_or_ends_every_session(self):
        idle, busy = new_session_id(), new_session_id()
        self.home.invoke("hello", {"prompt": "before"}, "--session", idle)
        self.home.invoke("hello", {"prompt": "before"}, "--session", busy)
        before = {session: self.home.events(session) for session in (idle, busy)}
        qemus = {pid for pid, _ in self.home.qemus()}
        self.assertEqual(len(qemus), 2)
        caller = self.home.start("invoke", "hello", "--data", "-", "--session", busy, "--json", stdin=-1)
        caller.stdin.write(b'{"prompt": "')
        caller.stdin.flush()
        time.sleep(1)
        old = self.home.daemon()["pid"]
        os.kill(old, signal.SIGKILL)
        caller.stdin.close()
        caller.wait(30)
        self.assertNotEqual(caller.returncode, 0)
        caller.stdout.close()
        caller.stderr.close()

        status = self.home.ctl("daemon", "status", "--json", check=None)
        self.assertEqual(status.code, 6, str(status))
        rows = {row["sessionId"]: row for row in self.home.ctl("sessions", "--all", "--json").json["sessions"]}
        self.assertNotEqual(self.home.daemon()["pid"], old)
        for session in (idle, busy):
            events = self.home.events(session)
            self.assertDense(events)
            self.assertEqual(events[: len(before[session])], before[session], "an event was lost or changed")
            kinds = [event["kind"] for event in events[len(before[session]):]]
            row = rows[session]
            if row["state"] == "Terminated":
                self.assertTrue(row["reason"].strip())
                self.assertIn("session.state", kinds)
            else:
                self.assertIn("session.adopted", kinds)
                answer = self.home.invoke("hello", {"prompt": "after"}, "--session", session)
                self.assertIsNone(answer["start"], "an adopted session was started anew")
                self.assertEqual(json.loads(answer["body"])["result"], "You said: after")
            print(f"\n  {session}: {row['state']}, {row['reason']}")
        alive = sum(1 for row in rows.values() if row["state"] != "Terminated" and row["sessionId"] in (idle, busy))
        deadline = time.monotonic() + 20
        while len(self.home.qemus()) != alive and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual(len(self.home.qemus()), alive, "a machine nobody knows is running")
        for session in (idle, busy):
            if rows[session]["state"] != "Terminated":
                self.home.ctl("session", "stop", session)

    def test_5_a_daemon_killed_while_a_machine_boots_leaves_no_orphan(self):
        session = new_session_id()
        before = {pid for pid, _ in self.home.qemus()}
        self.assertEqual(before, set())
        caller = self.home.start("invoke", "hello", "{}", "--session", session, "--json")
        self.addCleanup(caller.stdout.close)
        self.addCleanup(caller.stderr.close)
        deadline = time.monotonic() + 20
        while not self.home.qemus() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(len(self.home.qemus()), 1)
        os.kill(self.home.daemon()["pid"], signal.SIGKILL)
        caller.communicate(timeout=30)
        row = next(
            row for row in self.home.ctl("sessions", "--all", "--json").json["sessions"] if row["sessionId"] == session
        )
        print(f"\n  {row['state']}: {row['reason']}")
        deadline = time.monotonic() + 30
        while self.home.qemus() and time.monotonic() < deadline:
            if self.home.session(session)["state"] not in ("Terminated", "Provisioning"):
                break
            time.sleep(0.2)
        row = self.home.session(session)
        self.assertEqual(len(self.home.qemus()), 0 if row["state"] == "Terminated" else 1,
                         f"{row}\n{self.home.qemus()}")
        if row["state"] != "Terminated":
            self.home.ctl("session", "stop", session)

    def test_6_stop_is_refused_while_a_session_lives(self):
        session = self.home.invoke("hello", {})["sessionId"]
        self.assertError(self.home.ctl("daemon", "stop", "--json", check=None), "Conflict", 1)
        self.home.ctl("session", "stop", session)
        self.home.ctl("daemon", "stop")
        self.assertEqual(self.home.ctl("daemon", "status", check=None).code, 6)
        self.assertEqual(self.home.processes(), [])
        self.assertEqual(self.home.sockets(), [])
        self.assertFalse((self.home.path / "daemon.json").exists())

    def test_7_while_it_ends_no_session_begins(self):
        self.home.invoke("hello", {})
        headers = {"Authorization": f"Bearer {self.home.daemon()['token']}"}
        client = self.home.connect()
        client.request("GET", "/api/v1/daemon", headers=headers)
        client.getresponse().read()
        stopping = self.home.start("daemon", "stop", "--force")
        begun = 0
        try:
            while stopping.poll() is None:
                client.request("POST", "/api/v1/agents/hello/sessions", json.dumps({"wait": False}), headers)
                answer = client.getresponse()
                answer.read()
                begun += answer.status == 202
                time.sleep(0.02)
        except (OSError, http.client.HTTPException):
            pass  # it has ended
        finally:
            client.close()
        stopping.communicate(timeout=60)
        self.assertEqual(stopping.returncode, 0)
        self.assertEqual(self.home.qemus(), [], f"{begun} sessions began")


if __name__ == "__main__":
    main()
