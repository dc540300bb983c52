# SPDX-License-Identifier: Apache-2.0
"""A person opens the window, runs the sample, asks again, deploys an agent that fails, reads why, and stops the session."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import pyatspi

from display import Display, enter_session_bus

enter_session_bus()

from journey import BUNDLED, Journey, main
from window import Window


class Desktop(Journey):
    @classmethod
    def prepare(cls):
        cls.display = Display()
        cls.addClassCleanup(cls.display.close)
        cls.open()
        cls.addClassCleanup(lambda: cls.window.close())

    @classmethod
    def open(cls):
        cls.window = Window(cls.home, cls.display.env)

    def command(self, words):
        """What the command field finds first for these words."""
        field = self.window.find("text", "Search or Run a Command")
        field.queryComponent().grabFocus()
        field.queryEditableText().setTextContents("")
        pyatspi.Registry.generateKeyboardEvent(0, words, pyatspi.KEY_STRING)
        self.window.has("Commands")
        pyatspi.Registry.generateKeyboardEvent(0xFF0D, None, pyatspi.KEY_SYM)
        self.window.wait(lambda: not self.window.look(None, "Commands"), 10, "the end of the list of commands")

    def session_id(self):
        """The id of the page in front."""
        page = self.window.has(lambda name: name.startswith("Session ") and len(name) > 40)
        return page.name.split(" ", 1)[1]

    def state(self, *states, seconds=30):
        return self.window.has(lambda name: name in states, seconds).name

    def deploy(self, agent):
        """Through the dialog, from the folder of a bundled agent."""
        window = self.window
        window.press("Deploy Agent…")
        window.write("Folder or Zip", str(BUNDLED / agent))
        window.press("Deploy")
        window.has(lambda name: name.startswith(f"Session {agent}-"), 90)

    def ask(self, payload):
        self.window.write("Request Body", json.dumps(payload, indent=2))
        self.window.press("Send")

    def test_1_the_start_page_says_what_the_host_can_do(self):
        self.window.has(lambda name: name.startswith("This host is ready"), 40)
        self.display.picture("start-light")

    def test_2_the_sample_is_deployed_and_answers(self):
        self.window.press("Run the Sample Agent")
        self.window.has(lambda name: name.startswith("Session hello-"), 60)
        answer = self.window.wait_for_text("Response Body", "You said: Hello", 90)
        self.assertEqual(json.loads(answer), {"result": "You said: Hello"})
        self.assertIn(self.state("Active", "Idle"), ("Active", "Idle"))
        self.window.has(lambda name: name.startswith("cold start in "))
        self.display.picture("session-light")

    def test_3_the_same_session_answers_again(self):
        session = self.session_id()
        self.ask({"prompt": "again"})
        self.window.wait_for_text("Response Body", "You said: again")
        self.assertEqual(self.session_id(), session)
        shown = self.home.session(session)
        self.assertEqual((shown["agent"], shown["invocations"]), ("hello", 2))

    def test_4_a_stream_is_read_while_it_is_written(self):
        self.command("dark theme")
        self.deploy("stream")
        self.ask({"prompt": "Every word of this answer arrives on its own, in a microVM of its own.", "delay": 0.5})
        first = self.window.wait_for_text("Response Body", "Every", 90)
        self.assertNotIn("microVM", first)
        self.display.picture("streaming-dark")
        self.window.wait_for_text("Response Body", "microVM", 30)
        self.state("Idle")
        self.window.tab("Events")
        self.assertGreater(self.window.rows("Events"), 20)
        self.display.picture("events-dark")
        self.window.tab("Logs")
        self.assertGreater(self.window.rows("Log Lines"), 0)
        self.display.picture("logs-dark")
        self.window.tab("Response")
        self.display.picture("session-dark")

    def test_5_a_failure_is_the_agents_own(self):
        self.deploy("fails")
        self.ask({"how": "raise", "order": "B-7"})
        self.window.has("The agent answered with status 500", 90)
        self.window.has("A caller gets 424")
        shown = self.window.text("The Agent's Body") + self.window.text("Last Lines")
        self.assertIn("B-7", shown)
        self.assertIn("Traceback", shown)
        self.display.picture("failure-dark")

    def test_6_the_session_is_stopped(self):
        session = self.session_id()
        self.window.press("Stop Session")
        self.state("Terminated", seconds=20)
        self.display.picture("stopped-dark")
        self.assertEqual(self.home.session(session)["state"], "Terminated")

    def test_7_the_doctor_and_the_next_start_show_the_same(self):
        self.command("show doctor")
        self.window.has(lambda name: name.startswith("Emulator for arm64 guests: "), 30)
        self.display.picture("doctor-dark")
        self.window.close()
        type(self).open()
        self.window.has("Check Again", 30)
        self.window.has(lambda name: name.startswith("Emulator for arm64 guests: "), 30)
        self.command("light theme")
        self.display.picture("doctor-light")


if __name__ == "__main__":
    main()
