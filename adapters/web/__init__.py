"""The web: health and metrics for whoever runs Paperboy, and the routes that platforms need (signed events)."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.settings import WebSettings
from bot.health import Health

__all__ = ["WebSettings", "application"]  # the settings are known as soon as the adapters are


def application(
    health: Callable[[], Awaitable[Health]],
    metrics: Callable[[], Awaitable[tuple[bytes, str]]],
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The routes of Paperboy and of its platforms; `metrics` gives (body, media type)."""

    async def healthz(_request: Request) -> Response:
        now = await health()
        said = {"ok": now.ok, "reason": now.reason} | ({"notes": list(now.notes)} if now.notes else {})
        said |= {"roles": list(now.roles)} if now.roles else {}
        return JSONResponse(said, status_code=200 if now.ok else 503)

    async def show_metrics(_request: Request) -> Response:
        body, media_type = await metrics()
        return Response(body, headers={"content-type": media_type})

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", show_metrics), *routes])
