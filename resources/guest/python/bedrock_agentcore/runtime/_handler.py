# SPDX-License-Identifier: Apache-2.0
"""Calling the agent's function, whatever kind it is."""

import asyncio
import inspect

from anyio import CapacityLimiter, to_thread

from ._stream import end_process, until_disconnected

_MAX_THREADS = 200


class CallerGone(Exception):
    """The caller closed the connection before the handler was done."""


class Handler:
    """One function of the agent: sync (runs in a thread), async, or a generator of either kind."""

    def __init__(self, function):
        self._function = function
        self._takes_context = second_parameter(function) == "context"
        call = getattr(function, "__call__", None)  # an object with an async __call__ is a handler too
        self._is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)
        self._makes_generator = any(
            kind(candidate)
            for kind in (inspect.isgeneratorfunction, inspect.isasyncgenfunction)
            for candidate in (function, call)
        )
        self._limiter = None

    async def call(self, payload, context, receive):
        """The handler's result. An async handler is cancelled, and CallerGone raised, when the caller goes away."""
        args = (payload, context) if self._takes_context else (payload,)
        del payload
        if self._makes_generator:
            return self._function(*args)
        if self._is_async:
            result = self._function(*args)
        else:
            result = await self._in_thread(args)
            if not inspect.isawaitable(result):
                return result
        del args
        return await _unless_gone(result, receive)

    async def rehearse(self, payload):
        """What call() does for a function that echoes, without calling the agent's."""
        args = (payload,)
        if self._makes_generator or self._is_async:
            return _echo(*args)
        result = await self._in_thread(args, _echo)
        return None if inspect.isawaitable(result) else result

    async def _in_thread(self, args, function=None):
        if self._limiter is None:
            self._limiter = CapacityLimiter(_MAX_THREADS)
        try:
            return await to_thread.run_sync(function or self._function, *args, limiter=self._limiter)
        except SystemExit as stop:
            end_process(stop)


def _echo(payload):
    """Stands for the agent's function."""
    return {"result": f"{payload.get('prompt', '')!s}" if isinstance(payload, dict) else str(payload)}


async def _unless_gone(awaitable, receive):
    work = asyncio.ensure_future(_exiting(awaitable))
    watch = asyncio.ensure_future(until_disconnected(receive))
    try:
        await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            await asyncio.wait({work})
            raise CallerGone
        return work.result()
    except asyncio.CancelledError:
        work.cancel()
        raise
    finally:
        watch.cancel()


async def _exiting(awaitable):
    try:
        return await awaitable
    except SystemExit as stop:
        end_process(stop)


def second_parameter(function):
    """The name of the function's second parameter, or None."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None
    return names[1] if len(names) > 1 else None
