# SPDX-License-Identifier: Apache-2.0
from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
def invoke(payload):
    prompt = payload.get("prompt", "") if isinstance(payload, dict) else str(payload)
    return {"result": f"You said: {prompt}"}


if __name__ == "__main__":
    app.run()
