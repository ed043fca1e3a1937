"""Pages of lists: a day, a week, a month, what trends, and what a search finds."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from adapters.web import paths
from adapters.web.answers.content import Content
from adapters.web.asked import page_number, text_asked
from adapters.web.pages.html import render
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.daily.daily_papers import PaperList
from bot.daily.keywords import keywords_of, subscription
from bot.daily.period import Kind, Period, containing, parse
from bot.daily.trending import DAYS
from bot.errors import NotFoundError, QueryError, UserError
from bot.model.paper import Candidate
from bot.papers.identity import ids_named
from bot.views.card import card

A_PAGE = 50  # papers
FOUND = 20  # matches a page
WORDS = 12  # keywords beside a list
_HERE = {Kind.DAY: "", Kind.WEEK: "Week", Kind.MONTH: "Month"}


class Lists:
    """Makes them."""

    def __init__(self, services: WebServices, shell: Shell) -> None:
        self._services, self._shell = services, shell

    async def papers(self, request: Request) -> Content:
        """`/papers`: today's list, or what `?q=` finds."""
        if (text := text_asked(request)) and text.strip():
            return await self._search(text.strip(), request.query_params.get("page", ""))
        return self._list(
            await self._services.daily.latest(self._services.now), request, here="Today", path="/papers"
        )

    async def day(self, request: Request) -> Content:
        """`/papers/date/2026-11-27`."""
        return await self._period(request, Kind.DAY)

    async def week(self, request: Request) -> Content:
        """`/papers/week/2026-W48`; without one, this week's."""
        return await self._period(request, Kind.WEEK)

    async def month(self, request: Request) -> Content:
        """`/papers/month/2026-11`; without one, this month's."""
        return await self._period(request, Kind.MONTH)

    async def trending(self, request: Request) -> Content:
        """`/papers/trending?span=day|week|month`."""
        span = request.query_params.get("span", "week")
        if span not in DAYS:
            raise UserError(f"There is no span “{span[:40]}”; there are {', '.join(DAYS)}.")
        found = await self._services.daily.trending(span, self._services.now)
        turn = [
            ("current" if each == span else "", each.capitalize(), paths.with_query(paths.TRENDING, span=each))
            for each in DAYS
        ]
        when = f"{found.since.day} {found.since:%B %Y}"
        return self._page(
            request,
            found.papers,
            here="Trending",
            kicker="Trending",
            title=f"Trending {'on' if span == 'day' else 'since'} {when}",
            dates="",
            turn=turn,
            note="" if found.papers else "No paper was listed in that time.",
            path=paths.with_query(paths.TRENDING, span=span),
            atom=paths.with_query("/feeds/trending/atom", span=span),
            json_feed=paths.with_query("/feeds/trending/json", span=span),
            markdown="",
        )

    async def _period(self, request: Request, kind: Kind) -> Content:
        services, name = self._services, request.path_params.get("name", "")
        period = parse(name, kind, services.today) if name else containing(services.today, kind)
        found = await services.daily.of(period, services.today)
        return self._list(found, request, here=_HERE[kind], path=paths.period(period))

    def _list(self, found: PaperList, request: Request, *, here: str, path: str) -> Content:
        period = found.period
        day = period.kind is Kind.DAY
        return self._page(
            request,
            found.papers,
            here=here,
            kicker="Daily Papers",
            title=period.title,
            dates="" if day else period.dates,
            turn=_turn(found),
            note=found.note,
            path=path,
            atom=paths.ATOM,
            json_feed=paths.JSON_FEED,
            markdown=f"{paths.period(period)}.md" if day and found.papers else "",
        )

    def _page(self, request: Request, papers: Sequence[Candidate], *, path: str, **values: Any) -> Content:
        page = page_number(request)
        first = page * A_PAGE
        if first and first >= len(papers):
            raise NotFoundError("The list is not so long.")
        shown = papers[first : first + A_PAGE]
        words = keywords_of((each.paper for each in papers[:200]), WORDS)
        text = render(
            "list",
            **self._shell.values,
            **values,
            feed_title="Daily Papers",
            counted=_counted(len(papers), first, len(shown)),
            cards=[card(each) for each in shown],
            lead=page == 0,
            words=[(name, subscription(name)) for name in words],
            before=_at_page(path, page - 1) if page else "",
            after=_at_page(path, page + 1) if first + A_PAGE < len(papers) else "",
        )
        return Content(text)

    async def _search(self, text: str, cursor: str) -> Content:
        services, wrong, follow = self._services, "", text
        cards, note, counted, after = [], "", "", ""
        ids = ids_named(text)
        if named := await services.store.papers.by_id(ids) if ids else ():
            cards, counted = [card(named[0])], "The paper with this id or link."
        else:
            try:
                found = await services.searcher.search(text, services.now, cursor=cursor, limit=FOUND)
            except QueryError as error:
                wrong = f"{error.sentence[:1].upper()}{error.sentence[1:]}."
            else:
                cards = [card(each.candidate, snippet=each.snippet) for each in found.matches]
                note, follow = found.note, found.query or text
                counted = _matches(found.total, found.start, len(cards))
                after = paths.with_query(paths.SEARCH, q=text, page=found.next) if found.next else ""
        values = {**self._shell.values, "q": text}
        status = 400 if wrong else 200
        page = render(
            "search",
            **values,
            here="",
            wrong=wrong,
            note=note,
            counted=counted,
            cards=cards,
            after=after,
            follow=follow,
        )
        return Content(page, status=status)


def _turn(found: PaperList) -> list[tuple[str, str, str]]:
    """Where to turn from a list: the one before, the one after, and the longer ones that it is in."""
    links = []
    if found.before:
        links.append(("prev", f"‹ {_short(found.before)}", paths.period(found.before)))
    if found.after:
        links.append(("next", f"{_short(found.after)} ›", paths.period(found.after)))
    if found.period.kind is Kind.DAY:
        for kind in (Kind.WEEK, Kind.MONTH):
            longer = containing(found.period.first, kind)
            links.append(("", longer.title, paths.period(longer)))
    return links


def _short(period: Period) -> str:
    if period.kind is Kind.DAY:
        return f"{period.first:%a} {period.first.day} {period.first:%b}"
    return period.title


def _at_page(path: str, page: int) -> str:
    if not page:
        return path
    return f"{path}{'&' if '?' in path else '?'}p={page}"


def _counted(total: int, first: int, shown: int) -> str:
    if not total:
        return ""
    papers = "1 paper" if total == 1 else f"{total:,} papers, the most upvoted first"
    return papers if shown == total else f"{papers} · {first + 1:,} to {first + shown:,}"


def _matches(total: int, start: int, shown: int) -> str:
    if not total:
        return "No paper matches. Fewer or other words may find more; a subscription waits for papers to come."
    papers = "1 paper" if total == 1 else f"{total:,} papers"
    return papers if start == 1 and shown == total else f"{papers} · {start:,} to {start + shown - 1:,}"
