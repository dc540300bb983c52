# SPDX-License-Identifier: Apache-2.0
"""Reads large bodies in the way the header names, and gives large ones."""

import hashlib
import json

from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

BLOCK = bytes(range(256)) * 1000  # 256,000 bytes


async def give(size):
    while size > 0:
        yield BLOCK[:size]
        size -= len(BLOCK)


async def invoke(request):
    how = request.headers.get("x-amzn-bedrock-agentcore-runtime-custom-how")
    if how is None:
        asked = json.loads(await request.body())
        if "give" in asked:
            return StreamingResponse(give(asked["give"]), media_type="application/octet-stream")
        return JSONResponse({"ready": True})
    count, digest = 0, hashlib.sha256()
    async for chunk in request.stream():
        count += len(chunk)
        if how == "hash":
            digest.update(chunk)
    return JSONResponse({"bytes": count, "sha256": digest.hexdigest() if how == "hash" else None})


async def ping(request):
    return JSONResponse({"status": "Healthy"})


app = Starlette(routes=[Route("/invocations", invoke, methods=["POST"]), Route("/ping", ping)])
