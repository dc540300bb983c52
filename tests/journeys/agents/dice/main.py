"""What is to be different in every copy of a microVM, and what is the same because it was made at import."""

import os
import random
import secrets
import socket
import ssl
import tempfile
import time
import uuid

from bedrock_agentcore import BedrockAgentCoreApp

AT_IMPORT = uuid.uuid4().hex
app = BedrockAgentCoreApp()


@app.entrypoint
def invoke(payload):
    with open("/etc/machine-id") as file:
        machine_id = file.read().strip()
    with tempfile.NamedTemporaryFile() as file:
        temporary = file.name
    return {
        "atImport": AT_IMPORT,
        "differs": {
            "random": random.random(),
            "ssl": ssl.RAND_bytes(16).hex(),
            "kernel": os.urandom(16).hex(),
            "secrets": secrets.token_hex(),
            "uuid": uuid.uuid4().hex,
            "machineId": machine_id,
            "hostname": socket.gethostname(),
            "temporary": temporary,
        },
        "time": time.time(),
    }


app.run()
