# SPDX-License-Identifier: Apache-2.0
"""What is wrong is refused, at the door, with a sentence that helps."""

import http.client
import json
import pathlib
import socket
import stat
import tempfile
import zipfile

from journey import BUNDLED, SESSION, Journey, main, new_session_id


class BadInput(Journey):
    @classmethod
    def prepare(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.home.deploy(BUNDLED / "hello", "--name", "hello")

    def refused(self, *args, kind="BadInput", code=2):
        return self.assertError(self.home.ctl(*args, "--json", check=None), kind, code)

    def project(self, name, **files):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for file, text in files.items():
            (folder / file.replace("__", ".")).write_text(text)
        return folder

    def zipped(self, name, entries):
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in entries:
                archive.writestr(entry, data)
        return path

    def test_1_a_session_id_has_33_characters_or_more(self):
        error = self.refused("invoke", "hello", "{}", "--session", "short")
        self.assertIn("33", error["message"] + error["fix"])
        status, _, _ = self.home.api("POST", "/agents/hello/invocations", b"{}", {SESSION: "short"})
        self.assertEqual(status, 400)
        self.assertEqual(self.home.api("POST", "/agents/hello/invocations", b"{}", {SESSION: "x" * 257})[0], 400)

    def test_2_names_follow_the_rule(self):
        error = self.refused("deploy", BUNDLED / "hello", "--name", "my-agent")
        self.assertRegex(error["message"] + error["fix"], "letter|underscore|_")
        noted = self.home.ctl("deploy", self.project("two-words", main__py="print(1)\nfrom bedrock_agentcore import "
                              "BedrockAgentCoreApp\napp = BedrockAgentCoreApp()\napp.run()\n"), "--json")
        self.assertEqual(noted.json["name"], "two_words")
        self.assertIn("two_words", noted.err)

    def test_3_what_is_not_there_is_exit_3(self):
        error = self.refused("invoke", "nobody", "{}", kind="NotFound", code=3)
        self.assertIn("nobody", error["message"])
        self.refused("agent", "show", "nobody", kind="NotFound", code=3)
        self.refused("session", "show", new_session_id(), kind="NotFound", code=3)
        self.refused("events", new_session_id(), kind="NotFound", code=3)
        self.refused("invoke", "hello", "{}", "--qualifier", "staging", kind="NotFound", code=3)

    def test_4_verbs_that_do_not_exist_are_exit_2(self):
        for args in (["dance"], ["invoke"], ["invoke", "hello", "--colour", "red"], ["launch"], ["configure"]):
            result = self.home.ctl(*args, check=None)
            self.assertEqual(result.code, 2, (args, str(result)))
            self.assertTrue(result.err.strip() or result.out.strip())
        self.assertIn("deploy", self.home.ctl("launch", check=None).err)

    def test_5_a_body_that_is_no_json_goes_to_the_agent_which_refuses_it(self):
        result = self.home.ctl("invoke", "hello", '{"prompt":', "--json", check=None)
        error = self.assertError(result, "AgentFailed", 4)
        self.assertEqual(error["agentStatus"], 400)
        self.assertIn("Invalid JSON", str(error["agentBody"]))

    def test_6_an_attachment_needs_a_place_and_a_file(self):
        file = self.folder / "file.bin"
        file.write_bytes(b"x")
        self.refused("invoke", "hello", "{}", "--attach", f"nowhere{file}")
        self.refused("invoke", "hello", "{}", "--attach", f"/a={self.folder}/missing.bin")
        self.refused("invoke", "hello", "[1,", "--attach", f"/a={file}")

    def test_7_a_zip_that_leaves_its_folder_is_refused_by_name(self):
        main_py = ("main.py", "from bedrock_agentcore import BedrockAgentCoreApp\napp = BedrockAgentCoreApp()\napp.run()\n")
        for entry in ("../escape.txt", "a/../../escape.txt", "/etc/escape.txt"):
            error = self.refused("deploy", self.zipped("bad.zip", [main_py, (entry, "x")]), "--name", "bad")
            self.assertIn("escape.txt", error["message"])
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        error = self.refused("deploy", self.zipped("link.zip", [main_py, (link, "/etc/passwd")]), "--name", "bad")
        self.assertIn("link", error["message"])
        self.assertFalse(any(agent["name"] == "bad" and agent["status"] == "READY"
                             for agent in self.home.ctl("agents", "--json").json["agents"]))

    def test_8_a_zip_bomb_is_refused(self):
        path = self.folder / "bomb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("main.py", "print(1)")
            with archive.open("zeros.bin", "w", force_zip64=True) as entry:
                block = bytes(1 << 20)
                for _ in range(800):
                    entry.write(block)
        error = self.refused_or_too_large("deploy", path, "--name", "bomb")
        self.assertIn("zeros.bin", error["message"])

    def refused_or_too_large(self, *args):
        result = self.home.ctl(*args, "--json", check=None)
        self.assertIn(result.code, (2, 5), str(result))
        return result.json["error"]

    def test_9_folders_that_cannot_be_deployed_say_why(self):
        error = self.refused("deploy", self.project("empty"), "--name", "empty")
        self.assertRegex(error["message"] + error["fix"], "main.py|entry")
        server = "from bedrock_agentcore import BedrockAgentCoreApp\napp = BedrockAgentCoreApp()\napp.run()\n"
        two = self.project("two", first__py=server, second__py=server)
        error = self.refused("deploy", two, "--name", "two")
        said = error["message"] + error["fix"]
        self.assertIn("first.py", said)
        self.assertIn("second.py", said)
        self.home.ctl("deploy", two, "--name", "two", "--entrypoint", "second.py")
        self.refused("deploy", two, "--name", "two", "--entrypoint", "third.py")
        broken = self.project("broken", main__py="def broken(:\n")
        error = self.refused("deploy", broken, "--name", "broken")
        self.assertIn("main.py", error["message"])

    def test_9a_a_damaged_agent_can_be_deleted_as_its_error_says(self):
        self.home.deploy(BUNDLED / "hello", "--name", "damaged")
        (self.home.path / "agents/damaged/agent.json").write_text('{"agentRuntimeId": ')
        error = self.refused("invoke", "damaged", "{}", kind="RuntimeFailed", code=1)
        self.assertIn("delete the agent", error["fix"])
        self.home.ctl("agent", "delete", "damaged")
        self.refused("agent", "show", "damaged", kind="NotFound", code=3)

    def test_9b_what_is_no_http_is_answered_with_a_sentence(self):
        head = f"POST /api/v1/budget HTTP/1.1\r\nHost: 127.0.0.1:{self.home.daemon()['port']}\r\n" \
               f"Authorization: Bearer {self.home.daemon()['token']}\r\nTransfer-Encoding: chunked\r\n\r\n"
        for sent, status, said in ((b"GARBAGE\r\n\r\n", 400, "not HTTP"),
                                   (head.encode() + b"no number\r\n{}\r\n", 400, "not HTTP"),
                                   (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431, "64 KB")):
            with socket.create_connection(("127.0.0.1", self.home.daemon()["port"]), timeout=30) as client:
                client.sendall(sent)
                response = http.client.HTTPResponse(client)
                response.begin()
                self.assertEqual(response.status, status)
                self.assertIn(said, json.loads(response.read())["error"]["message"])
        status, _, body = self.home.api("POST", "/daemon/stop", b'{"force": "yes"}')
        self.assertEqual((status, json.loads(body)["error"]["type"]), (400, "BadInput"))


if __name__ == "__main__":
    main()
