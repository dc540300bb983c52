# SPDX-License-Identifier: Apache-2.0
"""A container's FastAPI app, with pydantic models for request and answer; FastAPI is vendored at deploy."""

from datetime import datetime, timezone

from fastapi import FastAPI
from pydantic import BaseModel


class InvocationRequest(BaseModel):
    input: dict


class InvocationResponse(BaseModel):
    output: dict


app = FastAPI(title="SRE Agent Runtime", version="1.0.0")


@app.post("/invocations", response_model=InvocationResponse)
async def invoke_agent(request: InvocationRequest):
    return InvocationResponse(
        output={
            "message": f"Results for: {request.input.get('prompt', '')}",
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "model": "sre-multi-agent",
        }
    )


@app.get("/ping")
async def ping():
    return {"status": "Healthy"}
