# SPDX-License-Identifier: Apache-2.0
from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()
said = []


def reply(text):
    said.append(text)
    if text.strip().lower() == "history":
        return f"You said {len(said) - 1} things before: " + "; ".join(said[:-1])
    return f"{len(said)}: you said {text!r}, {len(text.split())} words."


@app.websocket
async def talk(websocket, context):
    """Each text frame is answered by one; binary frames come back as they are; "bye" closes."""
    await websocket.accept()
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is not None:
            await websocket.send_text(reply(message["text"]))
            if message["text"].strip().lower() == "bye":
                await websocket.close(1000)
                return
        else:
            await websocket.send_bytes(message["bytes"])


@app.entrypoint
def invoke(payload):
    return {"result": reply(payload.get("prompt", ""))}


if __name__ == "__main__":
    app.run()
