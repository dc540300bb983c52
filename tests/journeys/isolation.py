# SPDX-License-Identifier: Apache-2.0
"""Two sessions side by side share nothing, and a machine has no network card."""

import threading

from inet import listening
from journey import BUNDLED, Journey, main, new_session_id


class Isolation(Journey):
    a, b = new_session_id(), new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "chat", "--name", "chat")

    def run_in(self, session, command, code=0):
        done = self.home.ctl("exec", session, "--json", "--", "sh", "-c", command, check=None).json
        self.assertEqual(done["exitCode"], code, done)
        return done["stdout"]

    def test_1_two_ids_are_two_machines(self):
        answers = {}

        def ask(session, words):
            answers[session] = self.home.invoke("chat", {"prompt": words}, "--session", session)

        threads = [threading.Thread(target=ask, args=pair) for pair in ((self.a, "secret of a"), (self.b, "words of b"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({answer["start"]["kind"] for answer in answers.values()}, {"cold"})
        self.assertEqual(len(self.home.qemus()), 2)

    def test_2_what_one_remembers_the_other_does_not(self):
        self.assertIn("secret of a", self.home.invoke("chat", {"prompt": "history"}, "--session", self.a)["body"])
        self.assertNotIn("secret", self.home.invoke("chat", {"prompt": "history"}, "--session", self.b)["body"])

    def test_3_a_file_of_one_is_not_in_the_other(self):
        for place in ("/tmp", "/root", "/home/agent", "/usr/lib/python3"):
            self.run_in(self.a, f"echo canary > {place}/canary && cat {place}/canary")
            self.run_in(self.b, f"test ! -e {place}/canary")
        self.home.ctl("session", "stop", self.a)
        self.home.invoke("chat", {"prompt": "anew"}, "--session", self.a)
        self.run_in(self.a, "test ! -e /tmp/canary && test ! -e /usr/lib/python3/canary")
        self.assertNotIn("secret", self.home.invoke("chat", {"prompt": "history"}, "--session", self.a)["body"])

    def test_4_there_is_no_network_card(self):
        names = self.run_in(self.a, "ls /sys/class/net").split()
        self.assertEqual(names, ["lo"])
        for _, command in self.home.qemus():
            self.assertNotRegex(command, "-netdev|virtio-net|-nic user")

    def test_5_nothing_but_the_daemon_listens_on_tcp_and_sockets_are_private(self):
        import pathlib

        pids = {pid for pid, _ in self.home.qemus()}
        for pid in pids:
            self.assertEqual(listening(pid), [], f"QEMU {pid} listens")
        self.assertEqual(len(listening(self.home.daemon()["pid"])), 1)
        sockets = [pathlib.Path(path) for path in self.home.sockets()]
        self.assertTrue(sockets)
        for path in sockets:
            top = path.parent
            while top.stat().st_mode & 0o077 and top != top.parent:
                top = top.parent
            self.assertIn(top.stat().st_mode & 0o077, (0,), f"others may reach {path}")
        self.assertEqual((self.home.path / "daemon.json").stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    main()
