# SPDX-License-Identifier: Apache-2.0
"""Answers that come in pieces: server-sent events as they are, and WebSocket."""

import json
import os
import socket
import subprocess
import time

from journey import AGENTS, BUNDLED, SESSION, Journey, main, new_session_id


class Stream(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "stream", "--name", "stream")
        cls.home.deploy(BUNDLED / "chat", "--name", "chat")
        cls.home.invoke("stream", {"prompt": "warm"}, "--session", cls.session)

    def test_1_words_are_printed_as_they_come(self):
        payload = json.dumps({"prompt": "one two three four five", "delay": 0.6})
        process = self.home.start("invoke", "stream", payload, "--session", self.session)
        times, text = [], b""
        while chunk := os.read(process.stdout.fileno(), 65536):
            times.append(time.monotonic())
            text += chunk
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        expected = "".join(
            'data: {"number": %d, "word": "%s"}\n\n' % pair
            for pair in enumerate("one two three four five".split(), start=1)
        )
        self.assertEqual(text.decode().rstrip("\n"), expected.rstrip("\n"))
        gaps = [after - before for before, after in zip(times, times[1:])]
        self.assertGreaterEqual(len([gap for gap in gaps if gap > 0.3]), 4, gaps)

    def test_2_the_bytes_are_the_agents_own(self):
        body = json.dumps({"prompt": "grün weiß", "delay": 0}, ensure_ascii=False).encode()
        status, headers, data = self.home.api(
            "POST", "/agents/stream/invocations", body, {SESSION: self.session, "Content-Type": "application/json"}
        )
        self.assertEqual(status, 200)
        self.assertEqual(headers["content-type"].split(";")[0], "text/event-stream")
        self.assertEqual(
            data.decode(), 'data: {"number": 1, "word": "grün"}\n\ndata: {"number": 2, "word": "weiß"}\n\n'
        )

    def test_3_chunks_are_events_while_they_come(self):
        answer = self.home.invoke("stream", {"prompt": "a b c", "delay": 0.4}, "--session", self.session)
        self.assertGreaterEqual(answer["chunks"], 3)
        events = [
            event for event in self.home.events(self.session, "invocation.chunk")
            if event["body"]["invocationId"] == answer["invocationId"]
        ]
        self.assertEqual([event["body"]["index"] for event in events], list(range(len(events))))
        self.assertEqual(sum(event["body"]["bytes"] for event in events), answer["bytesOut"])
        offset = 0
        for event in events:
            self.assertEqual(event["body"]["offset"], offset)
            offset += event["body"]["bytes"]
        self.assertGreater(events[-1]["tNs"] - events[0]["tNs"], 600_000_000)

    def test_4_cancelling_reaches_the_agent(self):
        payload = json.dumps({"prompt": "x", "repeat": 10_000, "delay": 0.1})
        process = self.home.start("invoke", "stream", payload, "--session", self.session)
        os.read(process.stdout.fileno(), 100)
        process.send_signal(2)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.home.wait_for(self.session, lambda session: session["inFlight"] == 0)
        end = self.home.events(self.session, "invocation.end")[-1]["body"]
        self.assertEqual(end["outcome"], "cancelled")
        deadline = time.monotonic() + 20
        while True:
            logs = self.home.ctl("logs", self.session, "--source", "stderr").out
            if "went away" in logs:
                break
            self.assertLess(time.monotonic(), deadline, logs)
            time.sleep(0.5)

    def test_5_a_websocket_remembers_what_was_said(self):
        session = new_session_id()
        first = self.home.ctl("ws", "chat", "--session", session, "--json", input=b"good day\nhow are you\n")
        frames = first.lines
        for frame in frames:
            self.assertKeys(frame, "direction opcode bytes text t")
        said = [frame["text"] for frame in frames if frame["direction"] == "in" and frame["opcode"] == "text"]
        self.assertEqual(said, ["1: you said 'good day', 2 words.", "2: you said 'how are you', 3 words."])
        second = self.home.ctl("ws", "chat", "--session", session, "--json", input=b"history\nbye\n").lines
        said = [frame["text"] for frame in second if frame["direction"] == "in" and frame["opcode"] == "text"]
        self.assertEqual(said[0], "You said 2 things before: good day; how are you")
        self.assertEqual(second[-1]["closeCode"], 1000)
        frames = self.home.events(session, "invocation.frame")
        texts = [event["body"]["direction"] for event in frames if event["body"]["opcode"] == "text"]
        self.assertEqual((texts[0], sorted(texts)), ("in", ["in"] * 4 + ["out"] * 4))

    def test_6_a_flood_of_frames_is_closed_with_1008(self):
        result = self.home.ctl("ws", "chat", "--json", check=4, input=b"quick\n" * 400)
        last = result.lines[-1]
        self.assertEqual(last.get("closeCode"), 1008, str(last))
        self.assertIn("250 frames", last["text"])

    def test_7_an_agent_without_a_websocket_closes_with_1011(self):
        result = self.home.ctl("ws", "stream", "--session", self.session, "--json", check=4, input=b"hello\n")
        self.assertEqual(result.lines[-1].get("closeCode"), 1011, str(result))


if __name__ == "__main__":
    main()
