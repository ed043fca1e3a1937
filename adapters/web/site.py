"""The site: Paperboy's own routes from the first moment of a start, the platforms' as soon as they are there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web import application
from adapters.web.server import listen, serve
from bot.errors import SettingsError
from bot.health import Health
from bot.settings import reachable


class Site:
    """What listens on the address of the settings."""

    def __init__(
        self, health: Callable[[], Awaitable[Health]], metrics: Callable[[], Awaitable[tuple[bytes, str]]]
    ) -> None:
        self._own = application(health, metrics)
        self._application = Starlette(
            routes=[Route("/{path:path}", _starting)]
        )  # last, until pages say what there is
        self.address = ""  # where pages are served, as soon as they are

    def add(self, routes: Sequence[BaseRoute]) -> None:
        """Further routes, beside those that there are."""
        self._application.router.routes[-1:-1] = routes

    @property
    def no_pages(self) -> Sequence[BaseRoute]:
        """What says, on every other path, that another process serves the pages."""
        return [Route("/{path:path}", _elsewhere)]

    @contextlib.asynccontextmanager
    async def serving(
        self,
        host: str,
        port: int,
        announce: Callable[[str], None],
        *,
        health_port: int | None = None,
        pages: bool = True,
    ) -> AsyncIterator[None]:
        """Serve while inside; `announce` is told where, or why it cannot be: everything else goes on.

        Without `pages` there are but health, metrics, and what platforms need.

        With a `health_port` health and metrics are there, and nowhere else.
        """
        async with contextlib.AsyncExitStack() as stack:
            try:
                server = await stack.enter_async_context(_serving(self._application, host, port, "PAPERBOY_PORT"))
                self.address = server
                if health_port is None:
                    self._application.router.routes[:0] = self._own.routes
                else:
                    name = "PAPERBOY_HEALTH_PORT"
                    server = await stack.enter_async_context(_serving(self._own, host, health_port, name))
            except SettingsError as error:
                announce(error.sentence)
            else:
                papers = f"Papers: {self.address}/papers. " if pages else ""
                announce(f"{papers}Health and metrics: {server}/healthz, {server}/metrics")
            yield


@contextlib.asynccontextmanager
async def _serving(app: Starlette, host: str, port: int, setting: str) -> AsyncIterator[str]:
    """Serve while inside; the address. SettingsError if the port, which the setting names, cannot be had."""
    server = listen(host, port, setting)
    task = asyncio.create_task(serve(app, server))
    try:
        yield f"http://{reachable(host)}:{server.getsockname()[1]}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close()  # a start that fails at once cancels what would have closed it


async def _starting(_request: Request) -> Response:
    """Not there yet: a feed reader that is told 404 may give up."""
    said = "Paperboy is starting; try again in a moment.\n"
    return PlainTextResponse(said, status_code=503, headers={"retry-after": "5"})


async def _elsewhere(_request: Request) -> Response:
    said = "This Paperboy serves no pages: the role web is another process's.\n"
    return PlainTextResponse(said, status_code=404)
