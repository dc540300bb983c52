# SPDX-License-Identifier: Apache-2.0
"""A session is exported while it lives and after its end, and opened in another data folder."""

import hashlib
import json
import pathlib

from journey import BUNDLED, Home, Journey, main, new_session_id


class Recordings(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "hello", "--name", "hello")
        cls.answer = cls.home.invoke("hello", {"prompt": "first"}, "--session", cls.session)
        cls.other = Home(with_image=False)
        cls.addClassCleanup(cls.other.close)
        cls.live = cls.home.path / "live.agentrec"
        cls.file = cls.home.path / "story.agentrec"

    def test_1_a_live_session_is_exported_as_its_beginning(self):
        done = self.home.ctl("export", self.session, self.live, "--json").json
        self.assertKeys(done, "sessionId events blobs bytes sha256 complete")
        self.assertEqual((done["sessionId"], done["complete"], done["blobs"]), (self.session, False, 2))
        self.home.invoke("hello", {"prompt": "second"}, "--session", self.session)
        listed = self.home.ctl("recordings", "--json").json["recordings"]
        self.assertEqual([(row["sessionId"], row["live"]) for row in listed], [(self.session, True)])
        refused = self.home.ctl("recordings", "delete", self.session, "--json", check=None)
        self.assertError(refused, "Conflict", 1)

    def test_2_an_ended_one_is_complete(self):
        self.home.ctl("session", "stop", self.session)
        done = self.home.ctl("export", self.session, self.file, "--json").json
        data = self.file.read_bytes()
        self.assertEqual((done["complete"], done["blobs"]), (True, 4))
        self.assertEqual((done["bytes"], done["sha256"]), (len(data), hashlib.sha256(data).hexdigest()))
        checked = self.home.ctl("verify", self.file, "--json").json
        self.assertEqual({key: checked[key] for key in ("events", "blobs", "bytes", "sha256", "complete")},
                         {key: done[key] for key in ("events", "blobs", "bytes", "sha256", "complete")})
        self.assertTrue(self.home.ctl("verify", "--json").json["ok"])
        print(f"\n  {done['events']} events and {done['blobs']} payloads in {done['bytes']} bytes")

    def test_3_another_folder_shows_the_same(self):
        events = self.home.events(self.session)
        self.other.ctl("import", self.file, "--json")
        self.assertEqual(self.other.events(self.session), events)
        self.assertEqual(self.other.ctl("logs", self.session, "--json").lines,
                         self.home.ctl("logs", self.session, "--json").lines)
        row = self.other.session(self.session)
        self.assertEqual((row["state"], row["agent"], row["invocations"]), ("Terminated", "hello", 2))
        response = next(event for event in events if event["kind"] == "invocation.end")
        status, _, body = self.other.api("GET", f"/blobs/{response['blob']}")
        self.assertEqual((status, json.loads(body)), (200, {"result": "You said: first"}))
        again = self.other.ctl("import", self.file, "--json", check=None)
        self.assertError(again, "Conflict", 1)
        self.assertEqual(self.other.events(self.session), events)

    def test_4_a_daemon_that_starts_again_leaves_it_alone(self):
        self.other.ctl("recordings", "delete", self.session)
        self.assertEqual(self.other.ctl("recordings", "--json").json["recordings"], [])
        self.assertEqual([path for path in (self.other.path / "blobs").rglob("*") if path.is_file()], [])
        self.other.ctl("import", self.live)
        events = self.other.events(self.session)
        self.assertEqual(events, self.home.events(self.session)[: len(events)])
        self.other.ctl("daemon", "stop")
        self.assertEqual(self.other.events(self.session), events)
        row = self.other.ctl("recordings", "--json").json["recordings"][0]
        self.assertEqual((row["complete"], row["imported"], row["live"]), (False, True, False))
        self.assertEqual(self.other.ctl("sessions", "--json").json["sessions"], [])

    def test_5_damaged_files_are_refused_and_leave_nothing(self):
        self.other.ctl("recordings", "delete", self.session)
        data = self.file.read_bytes()
        for name, changed in (("cut", data[: len(data) // 2]), ("flipped", data[:200] + b"\x55" + data[201:]),
                              ("other", b"PK\x03\x04" + bytes(100)), ("empty", b"")):
            file = pathlib.Path(self.other.path, name + ".agentrec")
            file.write_bytes(changed)
            for verb in ("verify", "import"):
                self.assertError(self.other.ctl(verb, file, "--json", check=None), "BadInput", 2)
        self.assertTrue(self.other.ctl("verify", "--json").json["ok"])
        self.assertEqual(self.other.ctl("recordings", "--json").json["recordings"], [])
        self.assertEqual([path for path in (self.other.path / "blobs").rglob("*") if path.is_file()], [])


if __name__ == "__main__":
    main()
