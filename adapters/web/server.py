"""The web server inside Paperboy's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from bot.errors import SettingsError


class _Quiet(uvicorn.Server):
    """Uvicorn that leaves signals to the process it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; raises SettingsError with the way out when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except OSError as error:
        server.close()
        raise SettingsError(
            f"The web page cannot listen on {host}:{port} ({error.strerror}): set PAPERBOY_PORT to a free port."
        ) from error
    return server


async def serve(app: Starlette, server: socket.socket) -> None:
    """Serve until cancelled."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    web = _Quiet(config)
    running = asyncio.create_task(web.serve(sockets=[server]))
    try:
        await asyncio.shield(running)
    finally:
        web.should_exit = True  # lets answers under way finish
        await running
        server.close()
