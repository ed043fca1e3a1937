"""The API's router."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from adapters.web import paths
from adapters.web.answers.answer import Answers, Make
from adapters.web.answers.content import Content
from adapters.web.api.openapi import description
from adapters.web.api.shapes import items, paper_shape
from adapters.web.asked import MOST_PAGES, number_asked
from adapters.web.pages.html import render
from adapters.web.pages.paper import find_paper
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.daily.period import Kind, Period, parse
from bot.daily.trending import most_upvoted
from bot.errors import UserError
from bot.model.paper import Candidate

JSON_TYPE = "application/json; charset=utf-8"
LATEST_DAYS = 30  # whose papers are listed where no date is asked for
A_PAGE, MOST_A_PAGE = 50, 100
FOUND, MOST_FOUND = 20, 120
LONGEST_SEARCH = 250
_SORTS = ("publishedAt", "trending")


def api_routes(services: WebServices, answers: Answers, shell: Shell) -> Sequence[BaseRoute]:
    """The original's addresses, a description of them, and a page that explains it."""
    api = _Api(services)

    async def explained(_request: Request) -> Content:
        return Content(render("api", **shell.values, here="", home=services.home))

    made: dict[str, Make] = {
        "/api/daily_papers": api.daily_papers,
        "/api/papers/search": api.search,
        "/api/papers/{id:path}": api.paper,
        "/api/openapi.json": api.openapi,
    }
    found = [Route(path, answers.endpoint(make, _refused), methods=["GET"]) for path, make in made.items()]
    return [Route("/api", answers.endpoint(explained, shell.message), methods=["GET"]), *found]


class _Api:
    def __init__(self, services: WebServices) -> None:
        self._services = services

    async def daily_papers(self, request: Request) -> Content:
        """A day's, a week's or a month's list; without any, the newest papers."""
        asked = request.query_params
        limit = number_asked(request, "limit", A_PAGE, 1, MOST_A_PAGE)
        page = number_asked(request, "p", 0, 0, MOST_PAGES)
        if (sort := asked.get("sort", "")) and sort not in _SORTS:
            raise UserError(f"“sort” must be one of {', '.join(_SORTS)}.")
        papers = await self._sorted(_period(request, self._services.today), sort)
        if asked.get("submitter"):  # Paperboy is not told who submitted a paper
            papers = []
        first = page * limit
        headers = {}
        if first + limit < len(papers):
            said = {name: value for name, value in asked.items() if name != "p"}
            after = paths.with_query("/api/daily_papers", **said, p=page + 1)
            headers["link"] = f'<{self._services.home}{after}>; rel="next"'
        return _json(items(papers[first : first + limit]), headers)

    async def _sorted(self, period: Period | None, sort: str) -> list[Candidate]:
        services, today = self._services, self._services.today
        if period is not None:
            found = (await services.daily.of(period, today)).papers
        elif sort == "trending":
            found = (await services.daily.trending("month", services.now)).papers
        else:
            found = tuple(await services.store.papers.listed(today - timedelta(days=LATEST_DAYS - 1), today))
            return sorted(most_upvoted(found), key=lambda each: each.signals.last_listed, reverse=True)
        if sort == "publishedAt":
            return sorted(found, key=lambda each: each.paper.published or each.signals.first_listed, reverse=True)
        return list(found)

    async def search(self, request: Request) -> Content:
        """What a text finds, the best first."""
        text = request.query_params.get("q", "").strip()
        if not text:
            raise UserError("“q” must say what to search for.")
        if len(text) > LONGEST_SEARCH:
            raise UserError(f"“q” may have {LONGEST_SEARCH} characters at most.")
        limit = number_asked(request, "limit", FOUND, 1, MOST_FOUND)
        found = await self._services.searcher.search(text, self._services.now, limit=limit)
        return _json(items([each.candidate for each in found.matches]))

    async def paper(self, request: Request) -> Content:
        """One paper."""
        return _json(paper_shape(await find_paper(self._services, request.path_params["id"])))

    async def openapi(self, _request: Request) -> Content:
        """All this, described for programs."""
        return _json(description(self._services.home))


def _period(request: Request, today: date) -> Period | None:
    asked = [kind for kind in Kind if _name(kind) in request.query_params]
    if not asked:
        return None
    if len(asked) > 1:
        raise UserError("Only one of “date”, “week” and “month” can be asked for.")
    return parse(request.query_params[_name(asked[0])], asked[0], today)


def _name(kind: Kind) -> str:
    return "date" if kind is Kind.DAY else kind.value


def _json(value: Any, headers: dict[str, str] | None = None) -> Content:
    return Content(json.dumps(value, ensure_ascii=False), JSON_TYPE, headers=headers or {})


def _refused(status: int, sentence: str) -> Content:
    return Content(json.dumps({"error": sentence}, ensure_ascii=False), JSON_TYPE, status=status)
