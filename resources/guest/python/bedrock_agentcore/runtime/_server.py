# SPDX-License-Identifier: Apache-2.0
"""uvicorn without its clock: nothing runs while no request is open."""

import asyncio
import os
import time
from email.utils import formatdate

import uvicorn
from uvicorn.server import ServerState


class _State(ServerState):
    """Makes the Date header when a response asks for it, where uvicorn renews it ten times a second."""

    def __init__(self, config):
        self._config = config
        self._second = None
        self._headers = []
        super().__init__()

    @property
    def default_headers(self):
        second = int(time.time())
        if second != self._second:
            date = [(b"date", formatdate(second, usegmt=True).encode())] if self._config.date_header else []
            self._headers = date + self._config.encoded_headers
            self._second = second
        return self._headers

    @default_headers.setter
    def default_headers(self, headers):
        pass


class QuietServer(uvicorn.Server):
    def __init__(self, config):
        super().__init__(config)
        self.server_state = _State(config)
        self._loop = None
        self._stop = None

    async def main_loop(self):
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        if not self.should_exit:
            await self._stop.wait()

    def handle_exit(self, sig, frame):
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)


def _websocket_protocol(**kwargs):
    """uvicorn's protocol class, imported at the first upgrade: the import costs more than the rest of the server."""
    from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

    if AutoWebSocketsProtocol is None:
        raise RuntimeError("WebSocket needs the package websockets or wsproto.")
    return AutoWebSocketsProtocol(**kwargs)


def default_host():
    """Every address inside a container or microVM, loopback elsewhere."""
    return "0.0.0.0" if os.environ.get("DOCKER_CONTAINER") or os.path.exists("/.dockerenv") else "127.0.0.1"


def serve(app, port=8080, host=None, websockets_now=False, **options):
    """Serves an ASGI app until SIGTERM or SIGINT. `options` are uvicorn's, and win over what is set here."""
    if options.get("reload") or options.get("limit_max_requests") or (options.get("workers") or 1) > 1:
        uvicorn.run(app, host=host or default_host(), port=port, **options)
        return
    settings = {
        "host": host or default_host(),
        "port": port,
        "ws": "auto" if websockets_now else _websocket_protocol,
        "log_config": None,
        "log_level": "warning",
        "access_log": False,
        "proxy_headers": False,
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": 5,
    }
    settings.update(options)
    try:
        config = uvicorn.Config(app, **settings)
    except TypeError:
        del settings["timeout_graceful_shutdown"]  # uvicorn before 0.22
        config = uvicorn.Config(app, **settings)
    QuietServer(config).run()
