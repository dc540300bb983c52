# SPDX-License-Identifier: Apache-2.0
import email.utils
import json
import pathlib
import signal
import socket
import tempfile
import time
import unittest

from serving import AGENTS, Process, context_switches, peak_memory, wait_until

from bedrock_agentcore.runtime import _server

ECHO = """
from bedrock_agentcore import BedrockAgentCoreApp
app = BedrockAgentCoreApp()
@app.entrypoint
def invoke(payload):
    return len(payload["data"])
app.run()
"""

EXITS = """
import sys
from bedrock_agentcore import BedrockAgentCoreApp
app = BedrockAgentCoreApp()
@app.entrypoint
def invoke(payload):
    if payload["kind"] == "plain":
        sys.exit(payload["code"])
    if payload["kind"] == "async":
        return ends(payload["code"])
    return steps(payload["code"])
async def ends(code):
    sys.exit(code)
def steps(code):
    yield 1
    sys.exit(code)
app.run()
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text, name="main.py"):
        (self.folder / name).write_text(text)


class Server(Folder):
    def test_an_idle_agent_does_not_wake_up(self):
        with Process(AGENTS / "hello") as agent:
            agent.invoke({"prompt": "warm"})
            time.sleep(0.5)
            before = context_switches(agent.process.pid)
            time.sleep(3)
            woken = context_switches(agent.process.pid) - before
        # uvicorn's own loop gives 30 and more in this time.
        self.assertLessEqual(woken, 3)

    def test_the_date_header_is_of_now(self):
        with Process(AGENTS / "hello") as agent:
            agent.invoke({})
            time.sleep(1.2)
            date = agent.ask("GET", "/ping").headers["date"]
        self.assertLess(abs(email.utils.parsedate_to_datetime(date).timestamp() - time.time()), 2)

    def test_sigterm_ends_it_at_once(self):
        with Process(AGENTS / "hello") as agent:
            agent.invoke({})
            began = time.monotonic()
            agent.process.send_signal(signal.SIGTERM)
            code = agent.finish(5)
        self.assertIn(code, (0, -signal.SIGTERM))
        self.assertLess(time.monotonic() - began, 3)

    def test_a_large_json_body_is_parsed_within_bounds(self):
        self.write(ECHO)
        size = 60_000_000
        with Process(self.folder) as agent:
            agent.invoke({"data": "small"})
            before = peak_memory(agent.process.pid)
            answer = agent.invoke(b'{"data":"' + b"x" * size + b'"}', timeout=60)
            peak = peak_memory(agent.process.pid) - before
        self.assertEqual(answer.json, size)
        # Two copies at once: the bytes and their text, then the text and its value.
        self.assertLess(peak, 2.4 * size)

    def test_a_caller_that_goes_away_in_the_middle_of_its_body_leaves_a_healthy_agent(self):
        self.write(ECHO)
        with Process(self.folder) as agent:
            with socket.create_connection(("127.0.0.1", agent.port)) as caller:
                caller.sendall(b"POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{")
                time.sleep(0.3)
            self.assertEqual(agent.ping()["status"], "Healthy")
            agent.process.terminate()
            agent.finish()
        self.assertNotIn("Traceback", agent.stderr)

    def test_sys_exit_in_a_handler_ends_the_process_with_that_code(self):
        self.write(EXITS)
        for kind, code in (("plain", 7), ("async", 8), ("stream", 9)):
            with Process(self.folder) as agent:
                with self.assertRaises(OSError if kind != "stream" else Exception):
                    agent.invoke({"kind": kind, "code": code})
                self.assertEqual(agent.finish(), code, kind)
                self.assertNotIn("Traceback", agent.stderr)

    def test_log_lines_are_json_with_the_session_and_the_traceback_of_the_agent(self):
        self.write(ECHO)
        with Process(self.folder) as agent:
            agent.invoke({}, {"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id": "l" * 33})
            agent.process.terminate()
            agent.finish()
        lines = [json.loads(line) for line in agent.stderr.splitlines()]
        failed = next(line for line in lines if line["level"] == "ERROR")
        self.assertEqual(failed["sessionId"], "l" * 33)
        self.assertEqual((failed["errorType"], failed["errorMessage"]), ("KeyError", "'data'"))
        self.assertIn("invoke", failed["location"])
        self.assertIn("main.py", failed["stackTrace"][1])
        self.assertTrue(failed["requestId"] and failed["timestamp"].endswith("Z"))

    def test_the_host_is_every_address_in_a_container_and_loopback_elsewhere(self):
        import os
        from unittest import mock

        with mock.patch.dict(os.environ, {"DOCKER_CONTAINER": "1"}):
            self.assertEqual(_server.default_host(), "0.0.0.0")
        with mock.patch.dict(os.environ, clear=True), mock.patch("os.path.exists", lambda path: False):
            self.assertEqual(_server.default_host(), "127.0.0.1")
        with mock.patch.dict(os.environ, clear=True), mock.patch("os.path.exists", lambda path: path == "/.dockerenv"):
            self.assertEqual(_server.default_host(), "0.0.0.0")


class Launcher(Folder):
    def run_file(self, text, name="main.py"):
        self.write(text)
        with Process(self.folder, name, wait=False) as agent:
            return agent.finish(), agent.stderr

    def test_a_file_with_an_agent_and_no_server_is_shown_the_four_lines(self):
        for text, name in (("agent = object()\n", "agent"), ("def create_agent():\n    return 1\n", "create_agent()")):
            code, said = self.run_file(text)
            self.assertEqual(code, 1)
            for line in (name, "from bedrock_agentcore import BedrockAgentCoreApp", "app = BedrockAgentCoreApp()",
                         "@app.entrypoint", "app.run()"):
                self.assertIn(line, said)

    def test_a_file_that_ends_without_a_server_says_so(self):
        code, said = self.run_file("x = 1\n")
        self.assertEqual(code, 1)
        self.assertIn("main.py ended and left no server behind", said)

    def test_a_file_that_is_not_there_is_named(self):
        code, said = self.run_file("", "other.py")
        self.assertEqual(code, 1)
        self.assertIn("There is no file other.py", said)

    def test_an_import_error_shows_the_agents_own_lines_only(self):
        code, said = self.run_file("def load():\n    raise RuntimeError('no model')\nload()\n")
        self.assertEqual(code, 1)
        self.assertIn("RuntimeError: no model", said)
        self.assertIn("main.py", said)
        self.assertNotIn("agentarium_run", said)
        code, said = self.run_file("x = (\n")
        self.assertEqual(code, 1)
        self.assertIn("SyntaxError", said)
        self.assertNotIn("importlib", said)

    def test_an_exit_code_of_the_file_is_kept(self):
        self.assertEqual(self.run_file("import sys\nsys.exit(5)\n")[0], 5)

    def test_the_file_runs_as_main_beside_its_modules(self):
        self.write("value = 41\n", "helper.py")
        code, said = self.run_file(
            "import sys, helper\nassert __name__ == '__main__' and sys.modules['__main__'].helper is helper\n"
            "sys.exit(helper.value)\n"
        )
        self.assertEqual((code, said), (41, ""))

    def test_an_application_nobody_served_is_served(self):
        self.write(
            "async def application(scope, receive, send):\n"
            "    assert scope['type'] == 'http'\n"
            "    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n"
            "    await send({'type': 'http.response.body', 'body': scope['path'].encode()})\n"
        )
        with Process(self.folder) as agent:
            self.assertEqual(agent.ask("GET", "/any/path").body, b"/any/path")

    def test_an_app_without_run_is_served_and_so_is_module_colon_name(self):
        self.write(ECHO.replace("app.run()", ""))
        for entry in ("main.py", "main:app"):
            with Process(self.folder, entry) as agent:
                self.assertEqual(agent.invoke({"data": "abc"}).json, 3)

    def test_a_server_in_a_thread_keeps_the_process(self):
        self.write(
            "import http.server, os, threading\n"
            "server = http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), http.server.BaseHTTPRequestHandler)\n"
            "threading.Thread(target=server.serve_forever).start()\n"
        )
        with Process(self.folder) as agent:
            self.assertEqual(agent.ask("GET", "/").status, 501)


if __name__ == "__main__":
    unittest.main()
