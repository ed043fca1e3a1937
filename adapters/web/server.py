"""The web server inside Paperboy's own loop."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web.limits import LONGEST_BODY, LONGEST_HEAD, LimitedProtocol
from bot.errors import SettingsError

GRACEFUL = 5  # seconds that requests under way have at shutdown


class _Quiet(uvicorn.Server):
    """Uvicorn that leaves signals to the process it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int, setting: str = "PAPERBOY_PORT") -> socket.socket:
    """A socket that listens; raises SettingsError with the way out when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it answers took 40 ms more.
    server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
        server.listen()  # who comes before it is served waits
    except OSError as error:
        server.close()
        taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
        remedy = f"set {setting} to a free port" if taken else "set PAPERBOY_HOST to an address of this machine"
        raise SettingsError(
            f"The web page cannot listen on {host}:{port} ({error.strerror}): {remedy}."
        ) from error
    return server


def _without_those_who_left(app: ASGIApp) -> ASGIApp:
    """Whoever leaves before a request is whole gets no answer, and is no error of ours to be logged."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(ClientDisconnect):
            await app(scope, receive, send)

    return answering


async def serve(app: ASGIApp, server: socket.socket, protocol: type[LimitedProtocol] = LimitedProtocol) -> None:
    """Serve until cancelled; every route within limits."""
    config = uvicorn.Config(
        _without_those_who_left(RequestBodyLimitMiddleware(app, LONGEST_BODY)),
        http=protocol,
        ws="none",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        backlog=protocol.limits.connections,
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,
        log_level="error",  # what is no HTTP is told to whoever sent it, not to the log
        timeout_graceful_shutdown=GRACEFUL,
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
