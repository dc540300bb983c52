# SPDX-License-Identifier: Apache-2.0
"""A secret given to one session is nowhere in another, nowhere on the host after a private one, and out of reach of
other users of the host."""

import hashlib
import json
import os
import pathlib
import secrets
import stat
import subprocess

from inet import inet_sockets, listening
from journey import AGENTS, Journey, main, new_session_id

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
# Run as another user: opens, lists or connects to what it is told and says what it got.
TRY = r"""
import os, socket, stat, sys
for path in sys.stdin.read().splitlines():
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISSOCK(mode):
            socket.socket(socket.AF_UNIX).connect(path)
        elif stat.S_ISDIR(mode):
            os.listdir(path)
        else:
            open(path, "rb").read(1)
        print("reached", path)
    except PermissionError:
        print("refused", path)
    except OSError as error:
        print(type(error).__name__, path)
"""


def new_secret():
    return "canary-" + secrets.token_hex(16)


class Canary(Journey):
    a, b = new_session_id(), new_session_id()
    private, known, typed = new_secret(), new_secret(), new_secret()

    @classmethod
    def prepare(cls):
        cls.home.path.chmod(0o755)  # its parts have to be closed by themselves
        cls.home.deploy(AGENTS / "keeper", "--name", "keeper", "--start", "restored")
        cls.home.wait_for_job("template")

    def keep(self, secret, session, *args):
        return self.home.invoke("keeper", {"secret": secret}, "--session", session, *args)

    def search(self, session, *secrets):
        """What the search inside the microVM of that session found and read."""
        digests = [hashlib.sha256(secret.encode()).hexdigest() for secret in secrets]
        done = self.home.ctl("exec", session, "--timeout", "200", "--json", "--", "python3", "/var/task/search.py",
                             *digests, timeout=220).json
        self.assertEqual(done["exitCode"], 0, done)
        return json.loads(done["stdout"])

    def on_host(self, secret):
        """The files below the data folder and the runtime folder that hold it, raw."""
        holding, looked = set(), 0
        for top in (self.home.path, self.home.runtime):
            for folder, _, names in os.walk(top):
                for name in names:
                    path = pathlib.Path(folder, name)
                    if stat.S_ISREG(path.lstat().st_mode):
                        looked += path.stat().st_size
                        if secret.encode() in path.read_bytes():
                            holding.add(str(path.relative_to(top)))
        print(f"\n  {looked >> 20} MB on the host looked through", end="")
        return holding

    def test_1_two_copies_of_one_template(self):
        for session, secret in ((self.a, self.private), (self.b, new_secret())):
            answer = self.keep(secret, session, "--private")
            self.assertEqual((answer["start"]["kind"], json.loads(answer["body"])), ("restored", {"kept": 39}))
        shell = self.home.ctl("shell", self.a, input=f"export TYPED={self.typed}; echo $TYPED > /tmp/typed; exit\n".encode())
        self.assertIn(self.typed, shell.out)

    def test_2_what_one_knows_is_nowhere_in_the_other(self):
        own = self.search(self.a, self.private)
        print(f"\n  in its own microVM: { {kind: len(places) for kind, places in own['found'].items()} }", end="")
        self.assertLessEqual({"files", "environment", "processes"}, own["found"].keys(), own)
        self.assertGreaterEqual(len(own["found"]["files"]), 4)
        other = self.search(self.b, self.private, self.typed)
        self.assertEqual(other["found"], {})
        print(f"\n  in the other: nothing in { {kind: f'{size >> 20} MB' for kind, size in other['read'].items()} }", end="")
        self.assertGreater(other["read"]["processes"], 10 << 20)
        self.assertGreater(other["read"]["disks"], 10 << 20)

    def test_3_another_user_reaches_nothing(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        home, daemon = self.home.path, self.home.daemon()
        memory = list((home / "templates").glob("*/memory"))
        self.assertEqual(len(memory), 1)
        for path, mode in ((home / "daemon.json", 0o600), (home / "journal.db", 0o600), (home / "templates", 0o700),
                           (memory[0].parent, 0o700), (memory[0], 0o400), (home / "blobs", 0o700), (home / "libvirt", 0o700),
                           (home / "agents", 0o700), (home / "tasks", 0o700), (home / "daemon.log", 0o600)):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), mode, path)
        closed = [path for path in self.everything() if not str(path).startswith((f"{home}/images", f"{home}/tools"))]
        self.home.runtime.chmod(0o755)
        said = subprocess.run([*NOBODY, "/usr/bin/python3", "-c", TRY], input="\n".join(map(str, closed)), text=True,
                              capture_output=True, cwd="/", check=True).stdout.splitlines()
        self.home.runtime.chmod(0o700)
        self.assertEqual(len(said), len(closed))
        self.assertEqual([line for line in said if not line.startswith("refused")], [])
        self.assertGreater(sum(path.is_socket() for path in closed), 8)
        for pid in [daemon["pid"], *(pid for pid, _ in self.home.qemus())]:
            probe = subprocess.run([*NOBODY, "cat", f"/proc/{pid}/environ", f"/proc/{pid}/maps"], capture_output=True)
            self.assertEqual((probe.returncode, probe.stdout), (1, b""))
        print(f"\n  {len(closed)} files, folders and sockets refused", end="")

    def everything(self):
        for top in (self.home.path, self.home.runtime):
            for folder, folders, names in os.walk(top):
                for name in [*folders, *names]:
                    yield pathlib.Path(folder, name)

    def test_4_only_the_daemon_listens_and_only_on_loopback(self):
        daemon = self.home.daemon()
        self.assertEqual(listening(daemon["pid"]), [("127.0.0.1", daemon["port"])])
        emulators = self.home.qemus()
        self.assertEqual(len(emulators), 2)
        for pid, command in emulators:
            self.assertEqual(inet_sockets(pid), [], command)
        status, _, body = self.home.api("GET", "/sessions", token="wrong")
        self.assertIn(status, (401, 403), body)
        self.assertNotIn(self.a.encode(), body)

    def test_5_on_tcg_it_says_that_this_is_no_boundary(self):
        doctor = self.home.ctl("doctor", check=None)
        if self.home.ctl("doctor", "--json", check=None).json["accelerator"] == "tcg":
            self.assertRegex(doctor.out + doctor.err, "no(t .*)? (as )?a? ?security boundary")

    def test_6_after_the_end_of_a_private_session_it_is_nowhere_on_the_host(self):
        for session in (self.a, self.b):
            self.home.ctl("session", "stop", session)
        self.assertEqual(self.home.qemus(), [])
        for secret in (self.private, self.typed):
            self.assertEqual(self.on_host(secret), set())

    def test_7_without_private_it_is_where_the_docs_say(self):
        session = new_session_id()
        self.keep(self.known, session)
        self.home.ctl("session", "stop", session)
        request = [event for event in self.home.events(session, "invocation.request")][0]
        blob = request["body"]["sha256"]
        self.assertEqual(self.on_host(self.known), {f"blobs/{blob[:2]}/{blob}"})


if __name__ == "__main__":
    main()
