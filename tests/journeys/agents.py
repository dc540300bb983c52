# SPDX-License-Identifier: Apache-2.0
"""Agents that bring no SDK of ours: an ASGI app as in the source documents, a plain HTTP server; and versions."""

import json
import time

from journey import AGENTS, BUNDLED, PATIENCE, SESSION, Journey, main, new_session_id
from wheels import wheel_folder


class Agents(Journey):
    def test_1_an_asgi_app_that_serves_itself_nowhere_is_served(self):
        self.home.deploy(AGENTS / "starlette_plain", "--name", "sre")
        answer = self.home.invoke("sre", {"input": {"prompt": "Why?", "session_id": "s", "user_id": "Alice"}})
        output = json.loads(answer["body"])["output"]
        self.assertEqual((output["message"], output["model"]), ("Results for: Why?", "sre-multi-agent"))
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_1b_fastapi_and_pydantic_are_vendored_for_arm64(self):
        deployed = self.home.deploy(AGENTS / "fastapi_app", "--name", "fast", "--wheels", wheel_folder(), timeout=300)
        self.assertEqual(deployed["status"], "READY")
        answer = self.home.invoke("fast", {"input": {"prompt": "Why?"}})
        output = json.loads(answer["body"])["output"]
        self.assertEqual((output["message"], output["model"]), ("Results for: Why?", "sre-multi-agent"))
        print(f"\n  cold start with FastAPI {answer['start']['ms']:.0f} ms: {answer['start']['phases']}")
        result = self.home.ctl("invoke", "fast", '{"no":"input"}', "--session", answer["sessionId"], "--json", check=None)
        error = self.assertError(result, "AgentFailed", 4)
        self.assertEqual(error["agentStatus"], 422)
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_2_a_plain_http_server_is_an_agent(self):
        self.home.deploy(AGENTS / "stdlib", "--name", "plain")
        session = new_session_id()
        status, headers, body = self.home.api(
            "POST", "/agents/plain/invocations", b"\x00\x01binary",
            {SESSION: session, "Content-Type": "application/x-own",
             "X-Amzn-Bedrock-AgentCore-Runtime-Custom-Colour": "red"},
        )
        self.assertEqual((status, headers["content-type"]), (200, "application/json"), body)
        answer = json.loads(body)
        self.assertEqual((answer["bytes"], answer["contentType"]), (8, "application/x-own"))
        lower = {name.lower(): value for name, value in answer["headers"].items()}
        self.assertEqual(lower["x-amzn-bedrock-agentcore-runtime-session-id"], session)
        self.assertEqual(lower["x-amzn-bedrock-agentcore-runtime-custom-colour"], "red")
        self.assertNotIn("authorization", lower, "the workbench's token reached the agent")
        self.home.ctl("session", "stop", session)

    def test_3_server_sent_events_pass_when_they_are_made(self):
        self.home.deploy(AGENTS / "timing", "--name", "timing")
        session = new_session_id()
        self.home.invoke("timing", {"count": 1, "gap": 0}, "--session", session)
        connection = self.home.connect()
        connection.request(
            "POST", "/api/v1/agents/timing/invocations", b'{"count": 10, "gap": 0.2}',
            {"Authorization": f"Bearer {self.home.daemon()['token']}", SESSION: session},
        )
        response = connection.getresponse()
        first, delays, seen_at = None, [], []
        for number in range(10):
            line = response.readline()
            response.readline()
            seen = time.monotonic()
            sent = json.loads(line[len("data: "):])
            self.assertEqual(sent["number"], number)
            if first is None:
                first = seen - sent["t"]
            delays.append(seen - sent["t"] - first)
            seen_at.append(seen)
        connection.close()
        # What waits in a buffer comes late and in a heap. A busy host may hold up one or two, never most.
        self.assertLess(sorted(delays)[5], 0.2 * PATIENCE, delays)
        gaps = [after - before for before, after in zip(seen_at, seen_at[1:])]
        self.assertGreaterEqual(len([gap for gap in gaps if gap > 0.05]), 6, gaps)
        self.home.ctl("session", "stop", session)

    def test_4_a_new_version_leaves_running_sessions_alone(self):
        first = self.home.deploy(BUNDLED / "hello", "--name", "versions")
        session = new_session_id()
        self.home.invoke("versions", {"prompt": "v1"}, "--session", session)
        second = self.home.deploy(BUNDLED / "waits", "--name", "versions")
        self.assertEqual((str(first["version"]), str(second["version"])), ("1", "2"))
        self.assertEqual(first["agentRuntimeId"], second["agentRuntimeId"])
        body = self.home.invoke("versions", {"prompt": "v1"}, "--session", session)["body"]
        self.assertEqual(json.loads(body), {"result": "You said: v1"})
        newer = self.home.invoke("versions", {"seconds": 0.2})
        self.assertIn("cpuSeconds", newer["body"])
        self.assertEqual(str(self.home.session(newer["sessionId"])["version"]), "2")
        show = self.home.ctl("agent", "show", "versions", "--json").json
        self.assertEqual(show["endpoints"][0]["name"], "DEFAULT")
        self.assertEqual(str(show["endpoints"][0]["targetVersion"]), "2")
        self.home.ctl("agent", "delete", "versions", "--json")
        self.assertEqual(self.home.session(session)["state"], "Terminated")
        self.assertNotIn("versions", [agent["name"] for agent in self.home.ctl("agents", "--json").json["agents"]])

    def test_5_a_bundled_agent_is_copied_and_runs(self):
        projects = self.home.path / "projects"
        projects.mkdir()
        made = self.home.ctl("create", "mine", "--template", "background", "--in", projects, "--json").json
        self.assertKeys(made, "path files")
        self.assertIn("main.py", made["files"])
        self.home.deploy(made["path"], "--name", "mine")
        session = new_session_id()
        body = json.loads(self.home.invoke("mine", {"seconds": 4}, "--session", session)["body"])
        self.assertEqual(body["state"], "running")
        self.home.wait_for(session, lambda found: found["ping"] == "HealthyBusy")
        self.home.wait_for(session, lambda found: found["ping"] == "Healthy")
        body = json.loads(self.home.invoke("mine", {"job": 1}, "--session", session)["body"])
        self.assertEqual(body["state"], "finished")


if __name__ == "__main__":
    main()
