# SPDX-License-Identifier: Apache-2.0
"""Burns CPU, waits or takes memory as it is told, and says what its own process has used by its own account."""

import os
import time

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


def used():
    times = os.times()
    return times.user + times.system


@app.entrypoint
def invoke(payload):
    before = used()
    wait = payload.get("wait", 0)
    if wait:
        time.sleep(wait)
    block = b"\1" * payload.get("bytes", 0)
    end = before + payload.get("burn", 0)
    while used() < end:
        sum(range(2000))
    return {"used": used() - before, "total": used(), "bytes": len(block)}


app.run()
