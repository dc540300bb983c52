# SPDX-License-Identifier: Apache-2.0
import json
import os
import urllib.error
import urllib.request

from bedrock_agentcore import BedrockAgentCoreApp
from starlette.exceptions import HTTPException

app = BedrockAgentCoreApp()


@app.entrypoint
def invoke(payload):
    """Posts the prompt to the model server at payload["url"] or $MODEL_URL; urllib uses the proxy of the runtime."""
    url = payload.get("url") or os.environ.get("MODEL_URL")
    if not url:
        raise HTTPException(400, 'Say where the model is: {"url": "http://…"}, or MODEL_URL at deploy.')
    question = json.dumps({"prompt": payload.get("prompt", "")}).encode()
    request = urllib.request.Request(url, question, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=float(payload.get("timeout", 30))) as response:
            return {"status": response.status, "said": response.read().decode(errors="replace")}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "said": error.read().decode(errors="replace")}
    except OSError as error:
        raise HTTPException(502, f"{url} did not answer: {error}.")


if __name__ == "__main__":
    app.run()
