# SPDX-License-Identifier: Apache-2.0
"""Answers a sum, or runs wild as it is told: a fork bomb, a memory hog, a full disk."""

import subprocess
import threading

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()

BOMB = "b() { b | b & }; b"


def hog():
    kept = []
    while True:
        kept.append(b"\1" * (8 << 20))


def fill():
    """Fills the disk, and goes on trying when it is full."""
    block = b"\1" * (1 << 20)
    while True:
        try:
            with open("/usr/fill", "ab", buffering=0) as file:
                while True:
                    file.write(block)
        except OSError:
            continue


@app.entrypoint
def invoke(payload):
    what = payload.get("do", "")
    if what == "bomb":
        subprocess.Popen(["sh", "-c", BOMB], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    elif what in ("hog", "fill"):
        threading.Thread(target={"hog": hog, "fill": fill}[what], daemon=True).start()
    return {"sum": sum(payload.get("numbers", []))}


app.run()
