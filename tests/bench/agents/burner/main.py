"""Burns CPU time until its own clock of it has gone on by what it is told, and says where that stands."""
import time

from bedrock_agentcore import BedrockAgentCoreApp

app = BedrockAgentCoreApp()


@app.entrypoint
def invoke(payload):
    end = time.process_time() + payload["burn"]
    while time.process_time() < end:
        sum(range(2000))
    return {"total": time.process_time()}


app.run()
