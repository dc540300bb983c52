"""Counts a request's body as Starlette's stream() gives it."""
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def ping(request):
    return JSONResponse({"status": "Healthy"})


async def invocations(request):
    got = 0
    async for piece in request.stream():
        got += len(piece)
    return JSONResponse({"bytes": got})


app = Starlette(routes=[Route("/ping", ping), Route("/invocations", invocations, methods=["POST"])])
uvicorn.run(app, host="0.0.0.0", port=8080, log_level="warning")
