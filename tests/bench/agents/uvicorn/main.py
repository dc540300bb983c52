"""Hello with an uvicorn of its own, as an agent without our SDK has."""
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def ping(request):
    return JSONResponse({"status": "Healthy"})


async def invocations(request):
    payload = await request.json()
    return JSONResponse({"result": f"You said: {payload.get('prompt', '')}"})


app = Starlette(routes=[Route("/ping", ping), Route("/invocations", invocations, methods=["POST"])])
uvicorn.run(app, host="0.0.0.0", port=8080, log_level="warning")
