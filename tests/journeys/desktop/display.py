# SPDX-License-Identifier: Apache-2.0
"""A display nobody looks at: Xvfb, a window manager, an accessibility bus, and pictures of it."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

SCREENSHOTS = pathlib.Path(os.environ.get("AGENTARIUM_SCREENSHOTS", "build/screenshots"))
INSIDE = "AGENTARIUM_JOURNEY_BUS"


def enter_session_bus():
    """Runs this program again inside a D-Bus session of its own."""
    if INSIDE in os.environ:
        return
    os.environ[INSIDE] = "1"
    os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, "-B", *sys.argv])


class Display:
    """`AGENTARIUM_SCALE=2` looks at the same window on a display of twice the pixels."""

    def __init__(self):
        scale = float(os.environ.get("AGENTARIUM_SCALE", "1"))
        size = f"{int(1440 * scale)}x{int(900 * scale)}"
        self.runtime = tempfile.mkdtemp(prefix="agd-", dir="/tmp")
        os.environ["XDG_RUNTIME_DIR"] = self.runtime
        self.processes = []
        reader, writer = os.pipe()
        self._start(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp"], pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"
        self._start(["openbox", "--sm-disable"])
        self._start(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
        time.sleep(0.5)
        # For the program that is looked at.
        self.env = {
            "DISPLAY": os.environ["DISPLAY"],
            "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": str(scale),
        }

    def _start(self, command, **options):
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL, **options))

    def picture(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        subprocess.run(["import", "-window", "root", path], check=True, timeout=30)
        return path

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.runtime, ignore_errors=True)
