# SPDX-License-Identifier: Apache-2.0
"""The agent's way out: a model server on the host by name, and what is refused."""

import http.server
import json
import socket
import threading

from journey import BUNDLED, Journey, main, new_session_id


class Model(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Host"], question))
        answer = f"You asked: {question['prompt']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Egress(Journey):
    @classmethod
    def prepare(cls):
        # In the guest, localhost is the guest; the host has a name of its own.
        cls.host = "host.agentarium"
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.port = cls.server.server_port

    def ask(self, agent, url, session=None):
        answer = self.home.ctl(
            "invoke", agent, json.dumps({"url": url, "prompt": "2+2"}), "--session", session or new_session_id(), "--json",
            check=None,
        )
        self.assertIn(answer.code, (0, 4), str(answer))
        return answer

    def opened(self, session):
        return [event["body"] for event in self.home.events(session, "egress.open")]

    def test_1_a_host_that_is_named_is_reached_and_the_connection_is_an_event(self):
        self.home.deploy(BUNDLED / "asks", "--name", "asks", "--egress", f"{self.host}:{self.port}",
                         "--env", f"MODEL_URL=http://{self.host}:{self.port}/v1")
        session = new_session_id()
        answer = self.home.invoke("asks", {"prompt": "2+2"}, "--session", session)
        self.assertEqual(json.loads(answer["body"]), {"status": 200, "said": "You asked: 2+2"})
        self.assertEqual(Model.asked[-1], (f"{self.host}:{self.port}", {"prompt": "2+2"}))
        opened = self.opened(session)[-1]
        self.assertEqual((opened["host"], opened["port"], opened["decision"]), (self.host, self.port, "allowed"))
        closed = self.home.events(session, "egress.close")[-1]["body"]
        self.assertEqual((closed["host"], closed["egressId"]), (self.host, opened["egressId"]))
        self.assertGreater(closed["bytesOut"], 50)
        self.assertGreater(closed["bytesIn"], len("You asked: 2+2"))
        self.assertGreaterEqual(closed["ms"], closed["connectMs"])

        for url in (f"http://{self.host}:{self.port + 1}/", "http://other.example/"):
            before = len(self.opened(session))
            self.assertNotIn("You asked", self.ask("asks", url, session).out)
            events = self.opened(session)
            self.assertEqual([event["decision"] for event in events[before:]], ["refused"], url)
            self.assertTrue(events[-1]["reason"])
        self.home.ctl("session", "stop", session)

    def test_2_loopback_private_and_link_local_addresses_are_refused(self):
        self.home.deploy(BUNDLED / "asks", "--name", "public")
        session = new_session_id()
        asked = len(Model.asked)
        for host in (self.host, socket.gethostname(), "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "127.1",
                     "2130706433", "[::ffff:127.0.0.1]"):
            answer = self.ask("public", f"http://{host}:{self.port}/", session)
            self.assertNotIn("You asked", answer.out, host)
            event = self.opened(session)[-1]
            self.assertEqual(event["decision"], "refused", (host, event))
            self.assertTrue(event["reason"])
        # What a client keeps from the proxy stays in the guest; asked of the proxy all the same, it is refused.
        for host in ("localhost", "127.0.0.1"):
            self.assertNotIn("You asked", self.ask("public", f"http://{host}:{self.port}/", session).out)
            before = len(self.opened(session))
            script = (
                "import http.client; c = http.client.HTTPConnection('127.0.0.1', 3128, timeout=10); "
                f"c.request('POST', 'http://{host}:{self.port}/', b'{{\"prompt\":1}}'); print(c.getresponse().status)"
            )
            done = self.home.ctl("exec", session, "--json", "--", "python3", "-c", script, check=None).json
            self.assertEqual(done["stdout"].strip(), "403", done)
            self.assertEqual([event["decision"] for event in self.opened(session)[before:]], ["refused"])
        self.assertEqual(len(Model.asked), asked)
        self.home.ctl("session", "stop", session)

    def test_3_with_none_nothing_goes_out(self):
        self.home.deploy(BUNDLED / "asks", "--name", "sealed", "--egress", "none")
        answer = self.ask("sealed", f"http://{self.host}:{self.port}/")
        self.assertEqual(answer.code, 4)
        self.assertNotIn("You asked", answer.out)


if __name__ == "__main__":
    main()
