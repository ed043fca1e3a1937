"""The site: Paperboy's own routes from the first moment of a start, the platforms' as soon as they are there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from starlette.routing import BaseRoute

from adapters.web import application
from adapters.web.server import listen, serve
from bot.errors import SettingsError
from bot.health import Health


class Site:
    """What listens on the address of the settings."""

    def __init__(
        self, health: Callable[[], Awaitable[Health]], metrics: Callable[[], Awaitable[tuple[bytes, str]]]
    ) -> None:
        self._application = application(health, metrics)

    def add(self, routes: Sequence[BaseRoute]) -> None:
        """Further routes, beside those that there are."""
        self._application.router.routes.extend(routes)

    @contextlib.asynccontextmanager
    async def serving(self, host: str, port: int, announce: Callable[[str], None]) -> AsyncIterator[None]:
        """Serve while inside; `announce` is told where, or why it cannot be: everything else goes on."""
        try:
            server = listen(host, port)
        except SettingsError as error:
            announce(error.sentence)
            yield
            return
        address = f"http://{host}:{server.getsockname()[1]}"
        task = asyncio.create_task(serve(self._application, server))
        announce(f"Health and metrics: {address}/healthz, {address}/metrics")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            server.close()  # a start that fails at once cancels what would have closed it
