# SPDX-License-Identifier: Apache-2.0
"""Each way an agent can fail is told as what it is: to the command line and to a raw caller."""

import json

from journey import AGENTS, BUNDLED, SESSION, Journey, main, new_session_id


class Fails(Journey):
    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "fails", "--name", "fails", "--timeout", "60", "--memory", "512")

    def failure(self, payload, *args, session=None):
        result = self.home.ctl(
            "invoke", "fails", json.dumps(payload), "--session", session or new_session_id(), "--json", *args, check=None
        )
        error = self.assertError(result, "AgentFailed", 4)
        print(f"\n  {payload}: {error['message']}")
        return error

    def raw(self, payload, session):
        return self.home.api("POST", "/agents/fails/invocations", json.dumps(payload).encode(), {SESSION: session})

    def test_1_an_exception_is_told_with_its_traceback_and_the_session_lives(self):
        session = new_session_id()
        error = self.failure({"how": "raise", "order": "A-7"}, session=session)
        self.assertEqual(error["agentStatus"], 500)
        self.assertIn("A-7", json.dumps(error["agentBody"]))
        self.assertIn("look_up_order", json.dumps(error["logTail"]))
        self.assertKeys(error, "sessionId invocationId message fix")
        status, _, body = self.raw({"how": "raise"}, session)
        self.assertEqual(status, 424)
        raw = json.loads(body)["error"]
        self.assertEqual((raw["agentStatus"], raw["sessionId"]), (500, session))
        self.assertNotEqual(raw["invocationId"], error["invocationId"])
        self.assertEqual(self.home.invoke("fails", {"how": "none"}, "--session", session)["start"], None)

        error = self.failure({"how": "status", "status": 503}, session=session)
        self.assertEqual((error["agentStatus"], "overloaded" in json.dumps(error["agentBody"])), (503, True))
        status, _, body = self.raw({"how": "status", "status": 404}, session)
        self.assertEqual((status, json.loads(body)["error"]["agentStatus"]), (424, 404))
        self.home.ctl("session", "stop", session)

    def test_2_a_process_that_ends_is_told_with_its_exit_code(self):
        session = new_session_id()
        error = self.failure({"how": "exit", "code": 7}, session=session)
        self.assertEqual(error["exitCode"], 7)
        self.assertIn("The agent ends itself.", json.dumps(error["logTail"]))
        shown = self.home.wait_for(session, lambda session: session["state"] == "Terminated")
        self.assertIn("7", shown["reason"])
        status, _, body = self.raw({"how": "none"}, session)
        self.assertEqual(status, 200, body)  # a new machine

    def test_3_a_stream_that_breaks_off_ends_with_the_agents_error_event(self):
        answer = self.home.invoke("fails", {"how": "stream"})
        self.assertEqual(answer["statusCode"], 200)
        last = json.loads(answer["body"].strip().split("\n\n")[-1][len("data: "):])
        self.assertEqual(last["error_type"], "ConnectionError")

    def test_4_memory_that_runs_out_kills_the_agent_not_the_machine_and_is_told(self):
        session = new_session_id()
        error = self.failure({"how": "memory"}, session=session)
        self.assertRegex(error["message"] + json.dumps(error), "(?i)memory")
        self.assertIn("MB eaten", json.dumps(error["logTail"]))
        exits = [e["body"] for e in self.home.events(session, "agent.process") if e["body"]["change"] == "exited"]
        self.assertTrue(exits and exits[-1].get("oom"), exits)

    def test_5_a_hang_is_ended_by_the_time_limit(self):
        self.home.deploy(BUNDLED / "fails", "--name", "hangs", "--timeout", "4")
        session = new_session_id()
        self.home.invoke("hangs", {"how": "none"}, "--session", session)
        result = self.home.ctl("invoke", "hangs", '{"how":"hang","seconds":60}', "--session", session, "--json", check=None)
        self.assertEqual(result.code, 4, str(result))
        self.assertIn("4 s", result.json["error"]["message"])
        self.assertLess(result.seconds, 20)

    def test_6_a_crash_at_import_shows_the_traceback_of_the_start(self):
        self.home.deploy(BUNDLED / "fails", "--name", "crashes", "--env", "FAILS_AT_IMPORT=1")
        result = self.home.ctl("invoke", "crashes", "{}", "--json", check=None)
        error = self.assertError(result, "AgentFailed", 4)
        self.assertIn("FAILS_AT_IMPORT is 1", json.dumps(error["logTail"]))
        self.assertEqual(error["exitCode"], 1)
        self.assertLess(result.seconds, 60)

    def test_7_an_agent_without_a_server_is_shown_the_four_lines(self):
        result = self.home.ctl("deploy", AGENTS / "no_server", "--name", "no_server", "--json", check=None)
        if result.code == 0:
            result = self.home.ctl("invoke", "no_server", "{}", "--json", check=None)
            self.assertEqual(result.code, 4, str(result))
        said = json.dumps(result.json)
        for line in ("from bedrock_agentcore import BedrockAgentCoreApp", "@app.entrypoint", "app.run()"):
            self.assertIn(line, said)


if __name__ == "__main__":
    main()
