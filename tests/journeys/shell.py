# SPDX-License-Identifier: Apache-2.0
"""Interactive shells: a real terminal, resize, coming back after a killed client, the limit of ten."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from journey import BIN, BUNDLED, PATIENCE, Journey, main, new_session_id

DETACH = b"\x1d"


class Terminal:
    """agentariumctl shell on a terminal of its own."""

    def __init__(self, home, session, *args, rows=33, columns=101):
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.process = subprocess.Popen([BIN / "agentariumctl", "shell", session, *args], env=home.env, stdin=self.slave,
                                        stdout=self.slave, stderr=self.slave)

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        os.write(self.master, text if isinstance(text, bytes) else text.encode())

    def wait_for(self, pattern, seconds=20):
        """Reads until `pattern` was shown; what came before it is forgotten."""
        end = time.monotonic() + seconds * PATIENCE
        while True:
            found = re.search(pattern.encode(), self.output)
            if found:
                self.output = self.output[found.end():]
                return found
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{pattern!r} was not shown within {seconds} s: {self.output[-2000:]!r}")
            if select.select([self.master], [], [], left)[0]:
                self.output += os.read(self.master, 65536)

    def ended(self, seconds=15):
        """Its exit code, with the rest of its output read."""
        end = time.monotonic() + seconds * PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                self.output += os.read(self.master, 65536)
        while select.select([self.master], [], [], 0)[0]:
            self.output += os.read(self.master, 65536)
        return self.process.wait(1)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


class Shell(Journey):
    session = new_session_id()

    @classmethod
    def prepare(cls):
        cls.home.deploy(BUNDLED / "hello", "--name", "hello", "--env", "GREETING=from-the-version")
        cls.home.invoke("hello", {}, "--session", cls.session)

    def open(self, *args, **options):
        terminal = Terminal(self.home, self.session, *args, **options)
        self.addCleanup(terminal.close)
        return terminal

    def test_1_it_is_a_terminal_of_root_in_the_agents_environment(self):
        shell = self.open()
        began = time.monotonic()
        shell.wait_for("# ")
        print(f"\n  first prompt after {(time.monotonic() - began) * 1000:.0f} ms")
        shell.type("echo $((40+2)) $(id -u) $GREETING $PWD; stty size; test -t 0 && echo is-a-terminal\n")
        shell.wait_for("42 0 from-the-version /var/task")
        shell.wait_for("33 101")
        shell.wait_for("\nis-a-terminal")
        session = self.home.session(self.session)
        self.assertEqual((session["state"], session["inFlight"]), ("Active", 1), session)
        self.assertIn("shell", session["reason"])
        shell.resize(50, 120)
        shell.process.send_signal(signal.SIGWINCH)
        time.sleep(0.5)
        shell.type("stty size\n")
        shell.wait_for("50 120")
        shell.type("sleep 60\n")
        time.sleep(0.5)
        shell.type(b"\x03")  # Ctrl-C is the shell's, not ours
        shell.wait_for("# ")
        shell.type("exit 7\n")
        self.assertEqual(shell.ended(), 7, shell.output)
        self.assertEqual(termios.tcgetattr(shell.slave), shell.before, "the terminal was not restored")
        self.home.wait_for(self.session, lambda row: row["state"] == "Idle" and row["inFlight"] == 0, 10)

    def test_2_it_goes_on_when_its_client_is_killed_and_is_come_back_to(self):
        shell = self.open("--shell", "debug")
        shell.wait_for("# ")
        shell.type("kept=still-here; (sleep 2; echo said-meanwhile) &\n")
        shell.wait_for("# ")
        shell.process.kill()
        shell.process.wait()
        time.sleep(3)
        again = self.open("--shell", "debug")
        again.wait_for("said-meanwhile\r\n")
        again.type("echo $kept\n")
        again.wait_for("\nstill-here")
        again.type(DETACH)
        self.assertEqual(again.ended(), 0)
        self.assertIn(b"--shell debug", again.output)
        self.assertEqual(termios.tcgetattr(again.slave), again.before)

    def test_3_what_was_said_meanwhile_is_kept_up_to_256_kilobytes(self):
        shell = self.open("--shell", "debug")
        shell.wait_for("# ")
        shell.type("(sleep 1; seq 100000; echo the-end; touch /tmp/said) &\n")
        shell.wait_for("# ")
        shell.type(DETACH)
        self.assertEqual(shell.ended(), 0)
        deadline = time.monotonic() + 30 * PATIENCE
        while self.home.ctl("exec", self.session, "--", "test", "-e", "/tmp/said", check=None).code:
            self.assertLess(time.monotonic(), deadline, "the output is held back")
            time.sleep(0.3)
        again = self.open("--shell", "debug")
        again.wait_for("\nthe-end\r\n")
        again.type("exit\n")
        self.assertEqual(again.ended(), 0)
        begin = self.home.events(self.session, "shell.begin")[-1]["body"]
        self.assertTrue(begin["reconnected"])
        # 588,895 bytes and as many carriage returns as lines
        self.assertGreater(begin["bytesDropped"], 300_000)
        self.assertLess(begin["bytesDropped"], 700_000)

    def test_4_another_client_takes_over(self):
        first = self.open("--shell", "shared")
        first.wait_for("# ")
        second = self.open("--shell", "shared")
        second.wait_for("# ")
        self.assertEqual(first.ended(), 1, first.output)
        self.assertIn(b"nother client", first.output)
        second.type("exit\n")
        self.assertEqual(second.ended(), 0)

    def test_5_a_session_has_ten(self):
        for number in range(10):
            shell = self.open("--shell", f"s{number}")
            shell.wait_for("# ")
            shell.type(DETACH)
            self.assertEqual(shell.ended(), 0)
        refused = self.home.ctl("shell", self.session, "--shell", "s10", "--json", check=None)
        self.assertError(refused, "Refused", 5)
        done = self.home.ctl("shell", self.session, "--shell", "s3", "--json", input=b"exit\n", check=None)
        self.assertEqual((done.json["status"], done.json["exitCode"], done.json["reconnected"]), ("COMPLETED", 0, True))

    def test_6_lines_of_standard_input_are_typed(self):
        done = self.home.ctl("shell", self.session, "--json", input=b"echo $((6*7))\nsh -c 'exit 3'\nexit $?\n", check=None)
        self.assertKeys(done.json, "sessionId shellId exitCode status stdout stderr")
        self.assertEqual((done.code, done.json["exitCode"], done.json["status"]), (3, 3, "COMPLETED"), str(done))
        self.assertIn("\n42\r\n", done.json["stdout"])
        ended = self.home.ctl("shell", self.session, "--json", input=b"echo no-exit", check=None)
        self.assertEqual((ended.json["exitCode"], ended.json["status"]), (0, "COMPLETED"), str(ended))
        self.assertError(self.home.ctl("shell", self.session, "--shell", "a/b", "--json", check=None), "BadInput", 2)
        self.assertError(self.home.ctl("shell", new_session_id(), "--json", check=None), "NotFound", 3)

    def test_7_a_command_that_prints_for_ever_is_ended(self):
        done = self.home.ctl("exec", self.session, "--json", "--", "yes", "y" * 1000, check=None)
        self.assertEqual((done.code, done.json["exitCode"], done.json["status"]), (137, 137, "COMPLETED"), done.err)
        self.assertIn("100 MB", done.json["notice"])
        self.assertIn("100 MB", self.home.events(self.session, "command.end")[-1]["body"]["detail"])
        left = self.home.ctl("exec", self.session, "--", "sh", "-c", "cat /proc/[0-9]*/comm")
        self.assertNotIn("yes", left.out.split())
        self.home.wait_for(self.session, lambda row: row["state"] == "Idle", 10)

    def test_8_the_events_tell_who_was_attached_and_nothing_of_what_passed(self):
        events = self.home.events(self.session)
        begins = [event["body"] for event in events if event["kind"] == "shell.begin"]
        ends = [event["body"] for event in events if event["kind"] == "shell.end"]
        self.assertEqual(len(begins), len(ends))
        self.assertEqual({"exited", "detached", "replaced"}, {end["outcome"] for end in ends})
        self.assertNotIn("still-here", str(events))


if __name__ == "__main__":
    main()
