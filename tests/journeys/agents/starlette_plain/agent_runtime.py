# SPDX-License-Identifier: Apache-2.0
"""An ASGI app without a server of its own, with the request and answer of a container that FastAPI serves."""

from datetime import datetime, timezone

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def invoke_agent(request):
    asked = (await request.json())["input"]
    return JSONResponse(
        {
            "output": {
                "message": f"Results for: {asked.get('prompt', '')}",
                "timestamp": datetime.now(timezone.utc).isoformat(),
                "model": "sre-multi-agent",
            }
        }
    )


async def ping(request):
    return JSONResponse({"status": "Healthy"})


app = Starlette(routes=[Route("/invocations", invoke_agent, methods=["POST"]), Route("/ping", ping)])
