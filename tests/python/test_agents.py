# SPDX-License-Identifier: Apache-2.0
"""The bundled agents, run as the guest runs them."""

import asyncio
import base64
import http.server
import io
import json
import struct
import threading
import time
import unittest
import zipfile
import zlib

import websockets
from serving import AGENTS, Process, wait_until


def png(width, height, bulk=0):
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"\x00" * bulk) + part(b"IEND", b"")


def jpeg(width, height):
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9
        + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x00" * 12
    )


def workbook(rows):
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {main} {link}><sheets><sheet name="Q4" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {main}><sheetData>".encode())
            for row in range(1, rows + 1):
                sheet.write(
                    f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c><c r="B{row}"><v>{row}</v></c>'
                    f'<c r="C{row}"><v>0.5</v></c><c r="D{row}"/></row>'.encode()
                )
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def text(data):
    return base64.b64encode(data).decode()


class Agents(unittest.TestCase):
    def test_every_agent_is_described(self):
        folders = sorted(path for path in AGENTS.iterdir() if path.is_dir())
        self.assertEqual(
            [path.name for path in folders],
            ["asks", "audit", "background", "chat", "fails", "hello", "stream", "waits"],
        )
        for path in folders:
            description = json.loads((path / "template.json").read_text())
            self.assertEqual(description["name"], path.name)
            self.assertTrue(description["title"] and description["description"])
            self.assertIn("agentariumctl", (path / "README.md").read_text())

    def test_hello_says_what_it_was_told(self):
        with Process(AGENTS / "hello") as agent:
            self.assertEqual(agent.invoke({"prompt": "Hello"}).json, {"result": "You said: Hello"})

    def test_stream_says_the_words_one_by_one(self):
        with Process(AGENTS / "stream") as agent:
            events = agent.invoke({"prompt": "one two", "delay": 0.01, "repeat": 2}).events
        self.assertEqual([event["word"] for event in events], ["one", "two", "one", "two"])

    def test_audit_reads_the_sheet_and_the_image(self):
        with Process(AGENTS / "audit") as agent:
            answer = agent.invoke({"sheet": text(workbook(100)), "image": text(png(640, 480))}).json
            photo = agent.invoke({"image": text(jpeg(33, 22))}).json
        self.assertEqual(
            answer["sheets"], [{"name": "Q4", "rows": 100, "empty": 100, "sums": {"B": 5050.0, "C": 50.0}}]
        )
        self.assertEqual(answer["image"], {"type": "PNG", "width": 640, "height": 480})
        self.assertEqual(len(answer["findings"]), 2)
        self.assertEqual(photo["image"], {"type": "JPEG", "width": 33, "height": 22})

    def test_audit_takes_sixty_megabytes(self):
        with Process(AGENTS / "audit") as agent:
            answer = agent.invoke({"image": text(png(8000, 6000, 60_000_000)), "sheet": text(workbook(3))}, timeout=60)
        self.assertEqual((answer.status, answer.json["image"]["width"]), (200, 8000))
        self.assertGreater(answer.json["imageBytes"], 60_000_000)

    def test_audit_says_what_is_wrong_with_a_file(self):
        with Process(AGENTS / "audit") as agent:
            for payload, said in (
                ({}, "Attach a workbook"),
                ({"sheet": text(b"no zip")}, "not an .xlsx workbook"),
                ({"sheet": "?"}, "not base64"),
                ({"image": text(b"GIF89a")}, "neither a PNG nor a JPEG"),
                ({"image": 7}, "has to be a file"),
            ):
                answer = agent.invoke(payload)
                self.assertEqual(answer.status, 400, payload)
                self.assertIn(said, answer.json["error"])

    def test_background_is_busy_until_its_job_is_done(self):
        with Process(AGENTS / "background") as agent:
            self.assertEqual(agent.invoke({"seconds": 0.5}).json, {"job": 1, "state": "running", "done": 0.0})
            self.assertEqual(agent.ping()["status"], "HealthyBusy")
            self.assertTrue(wait_until(lambda: agent.invoke({"job": 1}).json["state"] == "finished"))
            self.assertEqual(agent.ping()["status"], "Healthy")
            self.assertEqual(agent.invoke({"job": 9}).status, 404)
            self.assertEqual(agent.invoke({}).json["jobs"], [{"job": 1, "state": "finished", "done": 1.0}])

    def test_chat_remembers(self):
        async def talk(port):
            async with websockets.connect(f"ws://127.0.0.1:{port}/ws") as socket:
                said = []
                for words in ("good day", "history", "bye"):
                    await socket.send(words)
                    said.append(await asyncio.wait_for(socket.recv(), 10))
                return said

        with Process(AGENTS / "chat") as agent:
            said = asyncio.run(talk(agent.port))
        self.assertEqual(said[0], "1: you said 'good day', 2 words.")
        self.assertEqual(said[1], "You said 1 things before: good day")

    def test_waits_computes_for_half_of_the_time(self):
        with Process(AGENTS / "waits") as agent:
            answer = agent.invoke({"seconds": 0.6}).json
        self.assertAlmostEqual(answer["cpuSeconds"], 0.3, delta=0.05)
        self.assertAlmostEqual(answer["waitSeconds"], 0.3, delta=0.1)

    def test_fails_answers_the_failures_that_have_an_answer(self):
        with Process(AGENTS / "fails") as agent:
            self.assertEqual((agent.invoke({}).status, agent.invoke({}).json), (500, {"error": "'A-1'"}))
            answer = agent.invoke({"how": "status", "status": 503})
            self.assertEqual((answer.status, answer.json), (503, {"error": "The model is overloaded."}))
            self.assertEqual(agent.invoke({"how": "stream"}).events[-1]["error_type"], "ConnectionError")
            self.assertEqual(agent.invoke({"how": "none"}).status, 200)
            self.assertEqual(agent.invoke({"how": "dance"}).status, 400)
            with self.assertRaises(OSError):
                agent.invoke({"how": "hang", "seconds": 30}, timeout=0.5)
            with self.assertRaises(OSError):
                agent.invoke({"how": "exit", "code": 6})
            self.assertEqual(agent.finish(), 6)

    def test_fails_breaks_at_import_when_told_to(self):
        with Process(AGENTS / "fails", env={"FAILS_AT_IMPORT": "1"}, wait=False) as agent:
            self.assertEqual(agent.finish(), 1)
        self.assertIn("ImportError: FAILS_AT_IMPORT is 1", agent.stderr)

    def test_asks_calls_the_model_through_the_proxy(self):
        asked = []

        class Proxy(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"a model's words")

            def log_message(self, *_):
                pass

        proxy = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        env = {"http_proxy": f"http://127.0.0.1:{proxy.server_port}", "MODEL_URL": "http://models.example/v1"}
        with Process(AGENTS / "asks", env=env) as agent:
            self.assertEqual(agent.invoke({"prompt": "Hi"}).json, {"status": 200, "said": "a model's words"})
        self.assertEqual(asked, [("http://models.example/v1", {"prompt": "Hi"})])


if __name__ == "__main__":
    unittest.main()
