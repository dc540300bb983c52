# SPDX-License-Identifier: Apache-2.0
"""The application an agent makes: BedrockAgentCoreApp."""

import asyncio
import contextlib
import functools
import inspect
import json
import logging
import time
import uuid

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from . import models
from ._handler import CallerGone, Handler, second_parameter
from ._health import Health
from ._logs import json_logger
from ._serialise import to_json
from ._stream import EventStream
from .context import BedrockAgentCoreContext, RequestContext, headers_for_agent
from .models import PingStatus


_LOG_AFTER_S = 0.02


def _json(value, status=200, headers=None):
    return Response(to_json(value), status, headers, "application/json")


class BedrockAgentCoreApp(Starlette):
    """Serves one entry point under POST /invocations, with GET /ping and the WebSocket /ws beside it."""

    def __init__(self, debug=False, lifespan=None, middleware=None):
        self.logger = json_logger("bedrock_agentcore.app", logging.DEBUG if debug else logging.INFO)
        self.handlers = {}
        self._entry = None
        self._websocket_handler = None
        self._health = Health(self.logger)
        routes = [
            Route("/invocations", self._handle_invocation, methods=["POST"]),
            Route("/invocations", self._handle_rehearsal, methods=["OPTIONS"]),
            Route("/ping", self._handle_ping, methods=["GET"]),
            WebSocketRoute("/ws", self._handle_websocket),
        ]
        super().__init__(debug=debug, routes=routes, lifespan=lifespan, middleware=middleware)
        self._direct = {
            ("POST", "/invocations"): self._handle_invocation,
            ("OPTIONS", "/invocations"): self._handle_rehearsal,
            ("GET", "/ping"): self._handle_ping,
        }

    async def __call__(self, scope, receive, send):
        """The platform's own requests go straight to their handlers; Starlette's way to them takes longer than they do."""
        handler = self._direct.get((scope.get("method"), scope.get("path"))) if self._is_plain(scope) else None
        if handler is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        response = await handler(Request(scope, receive, send))
        await response(scope, receive, send)

    def _is_plain(self, scope):
        """No middleware, error handler or mount of the agent's stands between the server and a handler."""
        return not (self.user_middleware or self.exception_handlers or self.debug or scope.get("root_path"))

    # What an agent declares

    def entrypoint(self, function):
        """Decorates the function that answers /invocations. A second parameter named `context` gets RequestContext."""
        self._entry = Handler(function)
        self.handlers["main"] = function
        with contextlib.suppress(AttributeError):  # bound methods take no attributes
            function.run = self.run
        return function

    def ping(self, function):
        """Decorates a plain function that gives the PingStatus."""
        if inspect.iscoroutinefunction(function):
            raise TypeError("A ping handler is a plain function, not an async one.")
        self._health.handler = function
        return function

    def websocket(self, function):
        """Decorates the async function(websocket, context) that serves /ws."""
        self._websocket_handler = function
        return function

    def async_task(self, function):
        """Decorates an async function: while it runs, /ping answers HealthyBusy."""
        if not inspect.iscoroutinefunction(function):
            raise ValueError("@async_task is for async functions; use add_async_task for other work.")

        @functools.wraps(function)
        async def tracked(*args, **kwargs):
            task_id = self.add_async_task(function.__name__)
            try:
                return await function(*args, **kwargs)
            finally:
                self.complete_async_task(task_id)

        return tracked

    def add_async_task(self, name, metadata=None):
        """Says that background work began; returns the id for complete_async_task. Callable from any thread."""
        task_id = self._health.add_task(name, metadata)
        self.logger.info("Task %s (%d) began.", name, task_id)
        return task_id

    def complete_async_task(self, task_id):
        """Says that it ended; False when there is no such task."""
        seconds = self._health.complete_task(task_id)
        if seconds is None:
            self.logger.warning("There is no running task %s.", task_id)
            return False
        self.logger.info("Task %d ended after %.2f s.", task_id, seconds)
        return True

    def get_async_task_info(self):
        jobs = self._health.tasks()
        return {"active_count": len(jobs), "running_jobs": jobs}

    def get_current_ping_status(self):
        return self._health.status()

    def force_ping_status(self, status):
        self._health.forced = PingStatus(status)

    def clear_forced_ping_status(self):
        self._health.forced = None

    def run(self, port=8080, host=None, **kwargs):
        """Serves until the process is told to stop. Without `host`: every address in a container, else loopback."""
        from ._server import serve

        json_logger("uvicorn.error", logging.INFO if self.debug else logging.WARNING)
        options = {"log_level": "info", "access_log": True} if self.debug else {}
        serve(self, port, host, websockets_now=self._websocket_handler is not None, **(options | kwargs))

    # What the platform asks

    async def _handle_ping(self, request):
        status, changed_at = self._health.report()
        return _json({"status": status.value, "time_of_last_update": changed_at})

    async def _handle_invocation(self, request, rehearses=False):
        context = self._enter(request)
        began = time.monotonic()
        try:
            payload = await _read_json(request)
        except (ValueError, RecursionError) as error:
            self.logger.warning("The request body is not JSON: %s", error)
            return _json({"error": "Invalid JSON", "details": str(error)}, 400)
        except ClientDisconnect:
            self.logger.info("The caller went away while it sent the request.")
            return Response(status_code=499)
        try:
            if self.debug and isinstance(payload, dict) and models.DEBUG_ACTION_KEY in payload:
                return self._debug_action(payload[models.DEBUG_ACTION_KEY])
            if self._entry is None:
                self.logger.error("The agent has no function with @app.entrypoint.")
                return _json({"error": "No entrypoint defined"}, 500)
            pending = self._entry.rehearse(payload) if rehearses else self._entry.call(payload, context, request.receive)
            del payload
            return self._respond(await pending, began, self.logger.debug if rehearses else self.logger.info)
        except CallerGone:
            self.logger.info("The caller went away; the handler was cancelled after %.3f s.", time.monotonic() - began)
            return Response(status_code=499)
        except HTTPException as error:
            self.logger.warning("The handler answered %d: %s", error.status_code, error.detail)
            return _json({"error": error.detail}, error.status_code, error.headers)
        except Exception as error:
            self.logger.exception("The handler failed after %.3f s: %s", time.monotonic() - began, error)
            return _json({"error": str(error)}, 500)

    async def _handle_rehearsal(self, request):
        """An invocation without the agent's function, before its microVM is copied: the first real one is quick."""
        if self._entry is None:
            return Response(status_code=405)
        return await self._handle_invocation(request, rehearses=True)

    def _respond(self, result, began, log):
        if isinstance(result, Response):
            return result
        if inspect.isgenerator(result) or inspect.isasyncgen(result):
            self.logger.info("The handler streams its answer.")
            return EventStream(result, self.logger)
        response = _json(result)
        # When it has arrived: nobody waits for the line.
        say = functools.partial(log, "Answered in %.3f s.", time.monotonic() - began)
        asyncio.get_running_loop().call_later(_LOG_AFTER_S, say)
        return response

    async def _handle_websocket(self, websocket):
        context = self._enter(websocket)
        if self._websocket_handler is None:
            self.logger.error("The agent has no function with @app.websocket.")
            await websocket.accept()
            await websocket.close(1011, "No WebSocket handler defined")
            return
        takes_context = second_parameter(self._websocket_handler) is not None
        try:
            await self._websocket_handler(*((websocket, context) if takes_context else (websocket,)))
        except Exception as error:
            if type(error).__name__ == "WebSocketDisconnect":
                self.logger.info("The caller closed the WebSocket.")
                return
            self.logger.exception("The WebSocket handler failed: %s", error)
            try:
                await websocket.close(1011)
            except Exception:
                self.logger.debug("The WebSocket was closed already.")

    def _enter(self, connection):
        """Sets the context variables of this request and makes what is handed to the handler."""
        headers = connection.headers
        session_id = headers.get(models.SESSION_HEADER)
        BedrockAgentCoreContext.set_request_context(
            headers.get(models.REQUEST_ID_HEADER) or str(uuid.uuid4()), session_id
        )
        token = headers.get(models.IDENTITY_WAT_HEADER) or headers.get(models.ACCESS_TOKEN_HEADER)
        BedrockAgentCoreContext.set_workload_access_token(token)
        BedrockAgentCoreContext.set_oauth2_callback_url(headers.get(models.OAUTH2_CALLBACK_URL_HEADER))
        agent_headers = headers_for_agent(headers.items())
        BedrockAgentCoreContext.set_request_headers(agent_headers)
        return RequestContext(session_id, agent_headers, connection)

    def _debug_action(self, action):
        if action == models.TASK_ACTION_PING_STATUS:
            status, changed_at = self._health.report()
            return _json({"status": status.value, "time_of_last_update": changed_at})
        if action == models.TASK_ACTION_JOB_STATUS:
            return _json(self.get_async_task_info())
        if action == models.TASK_ACTION_FORCE_HEALTHY:
            self.force_ping_status(PingStatus.HEALTHY)
            return _json({"forced_status": "Healthy"})
        if action == models.TASK_ACTION_FORCE_BUSY:
            self.force_ping_status(PingStatus.HEALTHY_BUSY)
            return _json({"forced_status": "HealthyBusy"})
        if action == models.TASK_ACTION_CLEAR_FORCED_STATUS:
            self.clear_forced_ping_status()
            return _json({"forced_status": "Cleared"})
        return _json({"error": f"Unknown action: {action}"}, 400)


async def _read_json(request):
    """The body parsed. At most the bytes and their text are in memory at once, then the text and its value."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
    text = data.decode(json.detect_encoding(data[:4]), "surrogatepass")
    del data
    return json.loads(text)
