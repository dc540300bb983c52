# SPDX-License-Identifier: Apache-2.0
"""Runs an agent: `python3 -m agentarium_run main.py [arguments]`, or serves `package.module:app`.

The file runs as __main__, from its compiled form when there is one. When it ends without having served anything, an
ASGI application it defined (FastAPI, Starlette, BedrockAgentCoreApp) is served on $PORT; a file with create_agent() or
an `agent` and no server is told what to add.
"""

import os
import sys
import threading
import types
from importlib.machinery import SourceFileLoader

_ADVICE = """\
{file} {what} but starts no server, so nothing answers on port {port}. Add these four lines:

    from bedrock_agentcore import BedrockAgentCoreApp      # 1
    app = BedrockAgentCoreApp()                            # 2

    @app.entrypoint                                        # 3
    def invoke(payload):
        return {{"result": str({call})}}

    app.run()                                              # 4
"""


def main(arguments):
    if not arguments:
        sys.exit("usage: python3 -m agentarium_run FILE [arguments]")
    module_name, colon, symbol = arguments[0].partition(":")
    if colon and not module_name.endswith(".py"):
        _serve_module(module_name, symbol)
        return
    path = os.path.abspath(arguments[0])
    sys.argv = [path, *arguments[1:]]
    sys.path[0] = os.path.dirname(path)
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    if not os.path.isfile(path):
        sys.exit(f"There is no file {arguments[0]} in {os.getcwd()}.")
    try:
        exec(SourceFileLoader("__main__", path).get_code("__main__"), module.__dict__)
    except Exception as error:
        _report(error)
        sys.exit(1)
    if any(not thread.daemon and thread is not threading.main_thread() for thread in threading.enumerate()):
        return  # it serves from a thread of its own; Python waits for that
    if "uvicorn" in sys.modules:
        return  # it has served, and was told to stop
    _serve_or_explain(module, os.path.basename(path), _port())


def _port():
    return int(os.environ.get("PORT", "8080"))


def _serve_module(module_name, symbol):
    import importlib

    try:
        app = importlib.import_module(module_name)
        for part in (symbol or "app").split("."):
            app = getattr(app, part)
    except Exception as error:
        _report(error)
        sys.exit(1)
    _serve(app, _port())


def _serve(app, port):
    try:
        from bedrock_agentcore.runtime._server import serve
    except ImportError:  # the agent brought an SDK of its own, which stands before ours
        import uvicorn

        uvicorn.run(app, host="0.0.0.0", port=port, log_level="warning")
        return

    has_websocket = any(type(route).__name__.endswith("WebSocketRoute") for route in getattr(app, "routes", ()))
    serve(app, port, websockets_now=has_websocket)


def _report(error):
    """The traceback as Python prints it for a script, without the frames of this file and of the importer."""
    trace = error.__traceback__
    while trace is not None and (
        trace.tb_frame.f_globals is globals() or trace.tb_frame.f_code.co_filename.startswith("<frozen importlib")
    ):
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)


def _serve_or_explain(module, name, port):
    app = _application(module)
    if app is not None:
        _serve(app, port)
        return
    for symbol, what, call in (
        ("agent", "has an `agent`", 'agent(payload.get("prompt", ""))'),
        ("create_agent", "has create_agent()", 'create_agent()(payload.get("prompt", ""))'),
    ):
        if hasattr(module, symbol):
            sys.exit(_ADVICE.format(file=name, what=what, port=port, call=call))
    sys.exit(f"{name} ended and left no server behind: nothing answers on port {port}.")


def _application(module):
    """The ASGI application among the file's names: `app` or `application`, else the only Starlette object."""
    for symbol in ("app", "application"):
        candidate = getattr(module, symbol, None)
        if candidate is not None and not isinstance(candidate, type) and _is_asgi(candidate):
            return candidate
    starlette = sys.modules.get("starlette.applications")
    if starlette is None:
        return None
    found = {id(value): value for value in vars(module).values() if isinstance(value, starlette.Starlette)}
    return next(iter(found.values())) if len(found) == 1 else None


def _is_asgi(candidate):
    starlette = sys.modules.get("starlette.applications")
    if starlette is not None and isinstance(candidate, starlette.Starlette):
        return True
    import inspect

    call = candidate if inspect.isfunction(candidate) else getattr(candidate, "__call__", None)
    if not inspect.iscoroutinefunction(call):
        return False
    return len(inspect.signature(call).parameters) == 3


if __name__ == "__main__":
    main(sys.argv[1:])
