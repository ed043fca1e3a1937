"""The pages' router."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from adapters.web.answers.answer import Answers, Make
from adapters.web.pages.html import STATIC, static_file
from adapters.web.pages.lists import Lists
from adapters.web.pages.paper import Pages
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices

_FILES = {"paperboy.css": "text/css; charset=utf-8", "paperboy.js": "text/javascript; charset=utf-8"}
_FOR_EVER = "public, max-age=31536000, immutable"
ALIKE = 4  # similar papers take so many times as long to find as another page does


def page_routes(services: WebServices, answers: Answers, shell: Shell) -> Sequence[BaseRoute]:
    """Everything that is HTML and for everybody, with its style and script."""
    lists, pages = Lists(services, shell), Pages(services, shell)
    made: dict[str, Make] = {
        "/": pages.front,
        "/papers": lists.papers,
        "/papers/date/{name}": lists.day,
        "/papers/week": lists.week,
        "/papers/week/{name}": lists.week,
        "/papers/month": lists.month,
        "/papers/month/{name}": lists.month,
        "/papers/trending": lists.trending,
        "/keyword": pages.keyword,
        "/papers/{id:path}": pages.paper,
    }
    if services.shown:
        made["/channels"] = pages.channels
    made["/{nothing:path}"] = pages.nothing
    found: list[BaseRoute] = [Route("/static/{name}", _file, methods=["GET"])]
    for path, make in made.items():
        cost = ALIKE if make == pages.paper else 1
        found.append(Route(path, answers.endpoint(make, shell.message, cost=cost), methods=["GET"]))
    return found


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES or not (STATIC / name).is_file():
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    headers = {"cache-control": _FOR_EVER, "x-content-type-options": "nosniff"}
    return Response(static_file(name), headers={"content-type": _FILES[name], **headers})
