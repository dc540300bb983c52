"""Streams as many bytes as it is asked for, in pieces of 64 KiB, without saying how many will come."""
import os

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

PIECE = os.urandom(1 << 16)


async def ping(request):
    return JSONResponse({"status": "Healthy"})


async def pieces(left):
    while left > 0:
        yield PIECE[:left]
        left -= min(left, len(PIECE))


async def invocations(request):
    asked = (await request.json())["bytes"]
    return StreamingResponse(pieces(asked), media_type="application/octet-stream")


app = Starlette(routes=[Route("/ping", ping), Route("/invocations", invocations, methods=["POST"])])
uvicorn.run(app, host="0.0.0.0", port=8080, log_level="warning")
