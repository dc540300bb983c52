# SPDX-License-Identifier: Apache-2.0
import time

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
def invoke(payload):
    """Computes for half of `seconds` of CPU time, and waits for the other half."""
    seconds = float(payload.get("seconds", 2))
    began = time.monotonic()
    before = time.thread_time()
    rounds = 0
    while time.thread_time() - before < seconds / 2:
        sum(range(10_000))
        rounds += 1
    computed = time.monotonic() - began
    time.sleep(seconds / 2)
    return {
        "cpuSeconds": round(time.thread_time() - before, 3),
        "computeSeconds": round(computed, 3),
        "waitSeconds": round(time.monotonic() - began - computed, 3),
        "rounds": rounds,
    }


if __name__ == "__main__":
    app.run()
