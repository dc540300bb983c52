# SPDX-License-Identifier: Apache-2.0
"""Answers, writes lines, hangs with everything it has, or stops itself, as the payload says."""

import os
import signal
import time

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
async def invoke(payload):
    for number in range(payload.get("lines", 0)):
        print(f"line {number}", flush=True)
    # In the event loop itself: pings and other requests wait too.
    time.sleep(payload.get("hang", 0))
    if payload.get("freeze"):
        os.kill(os.getpid(), signal.SIGSTOP)
    return {"echo": payload.get("echo", "")}


if __name__ == "__main__":
    app.run()
