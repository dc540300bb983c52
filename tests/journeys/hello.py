# SPDX-License-Identifier: Apache-2.0
"""Deploy hello, invoke it, look at everything that happened, and stop it."""

import hashlib
import json

from journey import BUNDLED, Journey, main, new_session_id


class Hello(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        cls.deployed = cls.home.deploy(BUNDLED / "hello", "--name", "hello")

    def test_1_deploy_makes_an_immutable_version(self):
        deployed = self.deployed
        self.assertKeys(deployed, "name agentRuntimeId agentRuntimeArn version status checks phases")
        self.assertEqual((deployed["name"], str(deployed["version"]), deployed["status"]), ("hello", "1", "READY"))
        self.assertRegex(deployed["agentRuntimeId"], "^hello-[a-zA-Z0-9]{10}$")
        self.assertTrue(deployed["agentRuntimeArn"].endswith("runtime/" + deployed["agentRuntimeId"]))
        agents = self.home.ctl("agents", "--json").json["agents"]
        self.assertEqual([agent["name"] for agent in agents], ["hello"])
        self.assertKeys(agents[0], "name agentRuntimeId agentRuntimeArn version status protocol endpoints")
        self.assertEqual(agents[0]["protocol"], "HTTP")

    def test_2_the_first_invocation_boots_a_machine_and_answers(self):
        answer = self.home.invoke("hello", {"prompt": "Hello"}, "--session", self.session)
        self.assertKeys(
            answer,
            "sessionId invocationId statusCode contentType bytesIn bytesOut chunks firstByteMs totalMs start bodySha256 body",
        )
        self.assertEqual(json.loads(answer["body"]), {"result": "You said: Hello"})
        self.assertEqual(answer["sessionId"], self.session)
        self.assertEqual((answer["statusCode"], answer["contentType"]), (200, "application/json"))
        self.assertEqual(answer["bytesIn"], len('{"prompt": "Hello"}'))
        self.assertEqual(answer["bytesOut"], len(answer["body"]))
        self.assertEqual(answer["bodySha256"], hashlib.sha256(answer["body"].encode()).hexdigest())
        start = answer["start"]
        self.assertEqual(start["kind"], "cold")
        self.assertEqual([phase["name"] for phase in start["phases"]], ["machine", "kernel", "init", "agent", "ping"])
        self.assertLessEqual(sum(phase["ms"] for phase in start["phases"]), start["ms"] * 1.05 + 50)
        self.assertGreaterEqual(answer["totalMs"], answer["firstByteMs"])
        print(f"\n  cold start {start['ms']:.0f} ms: {start['phases']}")

    def test_3_the_next_one_finds_the_session_and_is_quick(self):
        times = []
        for number in range(5):
            answer = self.home.invoke("hello", {"prompt": str(number)}, "--session", self.session)
            self.assertIsNone(answer["start"])
            self.assertEqual(json.loads(answer["body"])["result"], f"You said: {number}")
            times.append(answer["totalMs"])
        print(f"\n  in a running session: {sorted(times)} ms")
        self.assertLess(min(times), 1500)

    def test_4_the_session_is_listed_and_shown(self):
        row = self.home.ctl("sessions", "--json").json["sessions"]
        self.assertEqual([session["sessionId"] for session in row], [self.session])
        self.assertKeys(
            row[0],
            "sessionId agent version qualifier state reason startKind startedAt idleSeconds idleTimeoutSeconds endsAt "
            "inFlight ping",
        )
        shown = self.home.wait_for(self.session, lambda session: session["state"] == "Idle")
        self.assertEqual((shown["agent"], shown["qualifier"], shown["startKind"]), ("hello", "DEFAULT", "cold"))
        self.assertEqual((shown["inFlight"], shown["invocations"], shown["ping"]), (0, 6, "Healthy"))
        self.assertEqual(shown["idleTimeoutSeconds"], 900)
        self.assertTrue(shown["reason"].strip())

    def test_5_every_event_is_there_in_order(self):
        events = self.home.events(self.session)
        self.assertDense(events)
        kinds = [event["kind"] for event in events]
        self.assertEqual(kinds[0], "session.created")
        self.assertEqual(kinds.count("invocation.begin"), 6)
        self.assertEqual(kinds.count("invocation.end"), 6)
        self.assertEqual(kinds.count("session.started"), 1)
        states = [event["body"]["state"] for event in events if event["kind"] == "session.state"]
        self.assertEqual(states[:2], ["Provisioning", "Active"])
        self.assertNotIn("Terminated", states)
        phases = [event["body"]["name"] for event in events if event["kind"] == "session.phase"]
        self.assertEqual(sorted(phases), sorted(["machine", "kernel", "init", "agent", "ping"]))
        ends = [event["body"] for event in events if event["kind"] == "invocation.end"]
        self.assertTrue(all(end["outcome"] == "ok" and end["agentStatus" if "agentStatus" in end else "statusCode"] == 200
                            for end in ends), ends)
        requests = self.home.events(self.session, "invocation.request")
        self.assertEqual(len(requests), 6)
        self.assertEqual(requests[0]["body"]["sha256"], hashlib.sha256(b'{"prompt": "Hello"}').hexdigest())
        status, _, blob = self.home.api("GET", f"/blobs/{requests[0]['blob']}")
        self.assertEqual((status, blob), (200, b'{"prompt": "Hello"}'))

    def test_6_the_log_has_the_agents_lines(self):
        lines = self.home.ctl("logs", self.session, "--json").lines
        for line in lines:
            self.assertKeys(line, "t source line")
        self.assertTrue(any(line["source"] == "stderr" and "Answered in" in line["line"] for line in lines), lines)
        only = self.home.ctl("logs", self.session, "--source", "stderr", "--json").lines
        self.assertEqual({line["source"] for line in only}, {"stderr"})

    def test_7_a_command_runs_in_the_machine(self):
        done = self.home.ctl("exec", self.session, "--json", "--", "sh", "-c", "uname -m; id -u; echo oops >&2; exit 3",
                             check=None)
        document = done.json
        self.assertKeys(document, "exitCode status stdout stderr")
        self.assertEqual(
            (document["exitCode"], document["status"], document["stdout"], document["stderr"]),
            (3, "COMPLETED", "aarch64\n0\n", "oops\n"),
        )
        slow = self.home.ctl("exec", self.session, "--timeout", "1", "--json", "--", "sleep", "30", check=None)
        self.assertEqual(slow.json["status"], "TIMED_OUT")
        self.assertLess(slow.seconds, 15)

    def test_8_stop_ends_it_and_a_second_stop_does_not_find_it(self):
        qemus = len(self.home.qemus())
        self.assertEqual(qemus, 1)
        self.home.ctl("session", "stop", self.session)
        shown = self.home.session(self.session)
        self.assertEqual(shown["state"], "Terminated")
        self.assertTrue(shown["reason"].strip())
        self.assertEqual(self.home.ctl("sessions", "--json").json["sessions"], [])
        ended = self.home.ctl("sessions", "--all", "--json").json["sessions"]
        self.assertEqual([session["sessionId"] for session in ended], [self.session])
        self.assertError(self.home.ctl("session", "stop", self.session, "--json", check=None), "NotFound", 3)
        last = self.home.events(self.session, "session.state")[-1]
        self.assertEqual(last["body"]["state"], "Terminated")

    def test_9_the_same_id_is_a_new_machine(self):
        answer = self.home.invoke("hello", {"prompt": "again"}, "--session", self.session)
        self.assertEqual(answer["start"]["kind"], "cold")
        ended = self.home.ctl("sessions", "--all", "--json").json["sessions"]
        self.assertEqual([session["sessionId"] for session in ended], [self.session] * 2)


if __name__ == "__main__":
    main()
