# SPDX-License-Identifier: Apache-2.0
"""Server-sent events that carry the guest's clock at the moment each was made."""

import asyncio
import time

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
async def invoke(payload):
    for number in range(payload["count"]):
        yield {"number": number, "t": time.monotonic()}
        await asyncio.sleep(payload["gap"])


app.run()
