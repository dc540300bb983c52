# SPDX-License-Identifier: Apache-2.0
"""Large bodies: files attached to JSON, the limit, and the memory of the host's programs meanwhile."""

import hashlib
import http.client
import json
import os
import pathlib
import tempfile
import threading
import time

from journey import AGENTS, BUNDLED, SESSION, Journey, main, new_session_id, peak_memory, png, workbook

LIMIT = 100_000_000
MB = 1_000_000


class Payload(Journey):
    @classmethod
    def prepare(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.home.deploy(BUNDLED / "audit", "--name", "audit")
        cls.home.deploy(AGENTS / "reader", "--name", "reader")
        cls.reader = new_session_id()
        cls.home.invoke("reader", {"how": "warm"}, "--session", cls.reader)
        cls.daemon_pid = cls.home.daemon()["pid"]

    def assertDaemonIsSmall(self):
        peak = peak_memory(self.daemon_pid)
        print(f"\n  agentariumd: peak {peak / 2**20:.1f} MiB")
        self.assertLess(peak, 60 * 2**20)

    def test_1_files_are_attached_to_the_json(self):
        photo, sheet = self.folder / "photo.png", self.folder / "q4.xlsx"
        photo.write_bytes(png(8000, 6000, 60 * MB))
        workbook(sheet, 5000)
        process = self.home.start(
            "invoke", "audit", "{}", "--attach", f"/image={photo}", "--attach", f"/sheet={sheet}", "--json"
        )
        peak, done = [0], threading.Event()

        def watch():
            while not done.wait(0.05):
                try:
                    peak[0] = max(peak[0], peak_memory(process.pid))
                except (OSError, AssertionError):
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, err = process.communicate(timeout=300)
        done.set()
        watcher.join()
        self.assertEqual(process.returncode, 0, err.decode() + out.decode())
        answer = json.loads(out)
        body = json.loads(answer["body"])
        self.assertEqual(body["image"], {"type": "PNG", "width": 8000, "height": 6000})
        self.assertEqual(body["imageBytes"], photo.stat().st_size)
        self.assertEqual(body["sheets"][0]["rows"], 5000)
        self.assertEqual(body["sheets"][0]["sums"], {"B": 12502500.0, "C": 2500.0})
        self.assertGreater(answer["bytesIn"], 80 * MB)
        print(f"\n  {answer['bytesIn'] / MB:.0f} MB in, {answer['totalMs'] - answer['start']['ms']:.0f} ms after the start;"
              f" agentariumctl: peak {peak[0] / 2**20:.1f} MiB")
        self.assertLess(peak[0], 40 * 2**20)
        self.assertDaemonIsSmall()
        self.home.ctl("session", "stop", answer["sessionId"])

    def test_2_a_hundred_million_bytes_are_taken(self):
        data = self.folder / "limit.bin"
        block = os.urandom(MB)
        with data.open("wb") as file:
            for _ in range(100):
                file.write(block)
        digest = hashlib.sha256(block * 100).hexdigest()
        for how in ("stream", "hash"):
            answer = self.home.invoke_file("reader", data, self.reader, how)
            body = json.loads(answer["body"])
            self.assertEqual(body["bytes"], LIMIT)
            if how == "hash":
                self.assertEqual(body["sha256"], digest)
            print(f"\n  100 MB to {how}: {answer['totalMs']:.0f} ms")
        self.assertDaemonIsSmall()

    def test_3_one_byte_more_is_refused_and_the_limit_named(self):
        data = self.folder / "more.bin"
        with data.open("wb") as file:
            file.truncate(LIMIT + 1)
        result = self.home.ctl(
            "invoke", "reader", "--data", data, "--session", self.reader, "--json", check=None
        )
        error = self.assertError(result, "TooLarge", 5)
        self.assertRegex(error["message"], "100,?000,?000|100 MB")
        # A raw caller that says the length is refused before it sends, one that does not, on the way.
        connection = self.home.connect()
        connection.putrequest("POST", "/api/v1/agents/reader/invocations")
        connection.putheader("Authorization", f"Bearer {self.home.daemon()['token']}")
        connection.putheader(SESSION, self.reader)
        connection.putheader("Content-Length", str(LIMIT + 1))
        connection.endheaders()
        response = connection.getresponse()
        self.assertEqual((response.status, json.loads(response.read())["error"]["type"]), (413, "TooLarge"))
        connection.close()
        connection = self.home.connect()
        connection.putrequest("POST", "/api/v1/agents/reader/invocations")
        connection.putheader("Authorization", f"Bearer {self.home.daemon()['token']}")
        connection.putheader(SESSION, self.reader)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        block = b"%x\r\n" % MB + bytes(MB) + b"\r\n"
        try:
            for _ in range(101):
                connection.send(block)
            connection.send(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            response = connection.getresponse()
            self.assertEqual(response.status, 413)
        except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
            pass  # the refusal was on its way while we were still sending
        connection.close()
        self.assertIsNone(self.home.invoke("reader", {"how": "warm"}, "--session", self.reader)["start"])
        self.assertDaemonIsSmall()

    def test_4_a_hundred_megabytes_come_back(self):
        target = self.folder / "answer.bin"
        answer = self.home.ctl(
            "invoke", "reader", json.dumps({"give": 100 * MB}), "--session", self.reader, "--out", target, "--json",
            "--content-type", "application/json", timeout=180,
        ).json
        self.assertEqual((answer["bytesOut"], target.stat().st_size), (100 * MB, 100 * MB))
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        self.assertEqual(digest, answer["bodySha256"])
        self.assertEqual(digest, hashlib.sha256(bytes(range(256)) * (100 * MB // 256)).hexdigest())
        print(f"\n  100 MB out: {answer['totalMs']:.0f} ms")
        self.assertDaemonIsSmall()

    def test_5_a_slow_caller_does_not_fill_the_daemon(self):
        connection = self.home.connect()
        connection.sock = None
        connection.request(
            "POST", "/api/v1/agents/reader/invocations", json.dumps({"give": 50 * MB}).encode(),
            {"Authorization": f"Bearer {self.home.daemon()['token']}", SESSION: self.reader,
             "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        self.assertEqual(len(response.read(1000)), 1000)
        time.sleep(3)
        self.assertDaemonIsSmall()
        rest = 1000
        while chunk := response.read(MB):
            rest += len(chunk)
        self.assertEqual(rest, 50 * MB)
        connection.close()

    def test_6_hanging_up_in_the_middle_leaves_the_session_alive(self):
        connection = self.home.connect()
        connection.putrequest("POST", "/api/v1/agents/reader/invocations")
        connection.putheader("Authorization", f"Bearer {self.home.daemon()['token']}")
        connection.putheader(SESSION, self.reader)
        connection.putheader("Content-Length", str(50 * MB))
        connection.endheaders()
        connection.send(bytes(10 * MB))
        connection.close()
        self.home.wait_for(self.reader, lambda session: session["inFlight"] == 0)
        end = self.home.events(self.reader, "invocation.end")[-1]["body"]
        self.assertEqual(end["outcome"], "cancelled")
        self.assertIsNone(self.home.invoke("reader", {"how": "warm"}, "--session", self.reader)["start"])


if __name__ == "__main__":
    main()
