# SPDX-License-Identifier: Apache-2.0
"""The window as assistive technology meets it: controls found by role and name, used as a person would."""

import subprocess
import time

import pyatspi

from journey import BIN, PATIENCE

# Not walked into: a log of a thousand rows is three thousand cells.
CLOSED = {"table", "tree table", "list", "menu bar"}


class Window:
    def __init__(self, home, env):
        self.log = open(home.path / "desktop.log", "ab")
        self.process = subprocess.Popen([BIN / "agentarium", "--home", home.path], env={**home.env, **env},
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.app = self.wait(self._find_app, 30, "the window on the accessibility bus")

    def _find_app(self):
        for app in pyatspi.Registry.getDesktop(0):
            if app and app.name.lower() == "agentarium" and app.childCount:
                return app
        return None

    def wait(self, found, seconds, what):
        end = time.monotonic() + seconds * PATIENCE
        while True:
            if self.process.poll() is not None:
                raise AssertionError(f"agentarium ended with {self.process.returncode} while waiting for {what}")
            try:
                value = found()
            except Exception:  # the tree changes while it is walked
                value = None
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not appear within {seconds} s\n{self.tree()}")
            time.sleep(0.15)

    def walk(self, node=None, depth=0):
        node = node or self.app
        yield node, depth
        if node.getRoleName() in CLOSED:
            return
        for index in range(node.childCount):
            child = node.getChildAtIndex(index)
            if child and (depth == 0 or child.getState().contains(pyatspi.STATE_SHOWING)):
                yield from self.walk(child, depth + 1)

    def tree(self):
        try:
            return "\n".join(f"{'  ' * depth}{node.getRoleName()} {node.name!r}" for node, depth in self.walk())
        except Exception as problem:
            return f"(no tree: {problem})"

    def look(self, role, name):
        for node, _ in self.walk():
            if (role is None or node.getRoleName() == role) and (name(node.name) if callable(name) else node.name == name):
                if node.getState().contains(pyatspi.STATE_SHOWING):
                    return node
        return None

    def find(self, role, name, seconds=10):
        return self.wait(lambda: self.look(role, name), seconds, f"{role} {name!r}")

    def has(self, name, seconds=10):
        """Something with this name, or whose name passes, is to be seen."""
        return self.find(None, name, seconds)

    def press(self, name, role="push button", seconds=10):
        def pressed():
            node = self.look(role, name)
            if not node or not node.getState().contains(pyatspi.STATE_ENABLED):
                return None
            action = node.queryAction()
            for index in range(action.nActions):
                if action.getName(index) in ("Press", "press", "Toggle", "toggle", "click", "activate", "ShowMenu"):
                    action.doAction(index)
                    return True
            return None
        self.wait(pressed, seconds, f"{role} {name!r}, ready to be pressed")

    def tab(self, name):
        self.wait(lambda: (node := self.look("page tab", name)) and node.queryAction().doAction(0), 10, f"tab {name}")

    def write(self, name, text, seconds=10):
        field = self.wait(lambda: self.look("text", name), seconds, f"text {name!r}")
        field.queryEditableText().setTextContents(text)

    def text(self, name):
        node = self.look("text", name)
        return node.queryText().getText(0, -1) if node else ""

    def wait_for_text(self, name, part, seconds=30):
        return self.wait(lambda: part in (text := self.text(name)) and text, seconds, f"{part!r} in {name!r}")

    def rows(self, name):
        node = self.look("table", name)
        return node.queryTable().nRows if node else 0

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
