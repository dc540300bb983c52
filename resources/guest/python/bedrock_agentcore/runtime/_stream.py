# SPDX-License-Identifier: Apache-2.0
"""A handler that yields, as server-sent events."""

import asyncio
import atexit
import contextvars
import os
import sys

from anyio import to_thread
from starlette.responses import Response

from ._serialise import to_json

_END = object()


class EventStream(Response):
    """Sends `data: <json>` records as they are yielded. When the caller goes away the generator is closed."""

    media_type = "text/event-stream"

    def __init__(self, generator, logger):
        self.status_code = 200
        self.background = None
        self.init_headers(None)
        self._generator = generator
        self._logger = logger
        self._gone = False

    async def __call__(self, scope, receive, send):
        is_async = hasattr(self._generator, "__aiter__")
        steps = self._generator if is_async else self._in_thread(self._generator)
        work = asyncio.ensure_future(self._send_all(steps, send))
        watch = asyncio.ensure_future(until_disconnected(receive))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                self._gone = True
                self._logger.info("The caller went away; the stream is stopped.")
                if is_async:  # a thread cannot be interrupted: it ends after the step it is in
                    work.cancel()
            await asyncio.wait({work})
        except asyncio.CancelledError:
            self._gone = True
            work.cancel()
            raise
        finally:
            watch.cancel()
        if not work.cancelled():
            work.result()

    async def _send_all(self, steps, send):
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            async for item in steps:
                if self._gone:
                    break
                await send(_body(b"data: " + to_json(item) + b"\n\n"))
        except SystemExit as stop:
            end_process(stop)
        except Exception as error:
            self._logger.exception("The handler failed while it streamed: %s", error)
            note = {
                "error": str(error),
                "error_type": type(error).__name__,
                "message": "An error occurred during streaming",
            }
            await send(_body(b"data: " + to_json(note) + b"\n\n"))
        finally:
            if hasattr(steps, "aclose"):
                await steps.aclose()
        await send(_body(b"", more=False))

    @staticmethod
    async def _in_thread(generator):
        context = contextvars.copy_context()
        steps = iter(generator)
        try:
            while (item := await to_thread.run_sync(context.run, next, steps, _END)) is not _END:
                yield item
        finally:
            if hasattr(generator, "close"):
                generator.close()


def _body(data, more=True):
    return {"type": "http.response.body", "body": data, "more_body": more}


async def until_disconnected(receive):
    """Returns when the caller has gone; the request's body must have been read before."""
    while (await receive())["type"] != "http.disconnect":
        pass


def end_process(stop):
    """What sys.exit() in a handler means: the process ends with that code. uvicorn would answer 500 and go on."""
    if stop.code is not None and not isinstance(stop.code, int):
        print(stop.code, file=sys.stderr)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(stop.code & 0xFF if isinstance(stop.code, int) else int(stop.code is not None))
