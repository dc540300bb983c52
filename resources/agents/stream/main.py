# SPDX-License-Identifier: Apache-2.0
import asyncio

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
async def invoke(payload):
    """Yields the prompt's words; `delay` is the pause between two of them, `repeat` how often they are said."""
    words = payload.get("prompt", "Every word of this answer arrives on its own.").split()
    delay = float(payload.get("delay", 0.2))
    for number, word in enumerate(words * int(payload.get("repeat", 1)), start=1):
        if number > 1:
            await asyncio.sleep(delay)
        yield {"number": number, "word": word}


if __name__ == "__main__":
    app.run()
