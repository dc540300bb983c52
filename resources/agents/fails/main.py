# SPDX-License-Identifier: Apache-2.0
import os
import time

from bedrock_agentcore import BedrockAgentCoreApp
from starlette.exceptions import HTTPException

if os.environ.get("FAILS_AT_IMPORT") == "1":
    raise ImportError("FAILS_AT_IMPORT is 1: this agent breaks before it serves anything.")

app = BedrockAgentCoreApp()


def look_up_order(number):
    return {"orders": {}}["orders"][number]


def eat_memory():
    eaten = []
    while True:
        eaten.append(b"\x01" * (16 << 20))
        print(f"{len(eaten) * 16} MB eaten", flush=True)


def break_off():
    yield "the first piece"
    yield "the second piece"
    raise ConnectionError("The model hung up in the middle of its answer.")


@app.entrypoint
def invoke(payload):
    how = payload.get("how", "raise")
    if how == "raise":
        look_up_order(payload.get("order", "A-1"))
    if how == "status":
        raise HTTPException(int(payload.get("status", 503)), "The model is overloaded.")
    if how == "exit":
        print("The agent ends itself.", flush=True)
        os._exit(int(payload.get("code", 3)))
    if how == "hang":
        time.sleep(float(payload.get("seconds", 3600)))
    if how == "memory":
        eat_memory()
    if how == "stream":
        return break_off()
    if how == "none":
        return {"result": "Nothing went wrong."}
    raise HTTPException(400, f"how is {how!r}: raise, status, exit, hang, memory, stream and none are known.")


if __name__ == "__main__":
    app.run()
