# SPDX-License-Identifier: Apache-2.0
"""Keeps what it is given wherever a process can: in its memory, in files, in its environment, in a child's."""

import os
import subprocess

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()
kept = []


@app.entrypoint
def invoke(payload):
    secret = payload["secret"]
    kept.append([secret] * 3)
    os.environ["SECRET"] = secret
    for place in ("/tmp/secret", "/root/secret", "/usr/lib/secret", "/dev/shm/secret"):
        with open(place, "w", encoding="ascii") as file:
            file.write(secret)
    kept.append(subprocess.Popen(["sleep", "3600"]))
    return {"kept": len(secret)}


app.run()
