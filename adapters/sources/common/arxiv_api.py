"""Asking arXiv, politely: any address, one paper, or one day's list by when it was submitted."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from adapters.sources.common.arxiv_calendar import why_quiet, window
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Web
from adapters.sources.parse.announcement import Announcement, read_announcement
from adapters.sources.parse.arxiv_query import Page, read_query
from bot.errors import SourceError
from bot.model.paper import Listing, Paper
from bot.ports import Fault, Fetched

SOURCE: Final = "arxiv"
PAGE: Final = 1_000  # results a page; 2,000 are allowed: https://info.arxiv.org/help/api/user-manual.html
MOST: Final = 30_000  # results of one query: the same page
EMPTY_TRIES: Final = 3  # pages come empty now and then though there is more
QUIET: Final = 600.0  # seconds of silence after a 429, which may come without Retry-After
TOO_MANY: Final = 429


class ArxivApi:
    """One connection, one request in three seconds (the gate of `web`), silence after a 429."""

    def __init__(self, url: str, categories: tuple[str, ...], web: Web) -> None:
        self._url = url
        self._categories = categories
        self._web = web

    async def get(self, url: str, asked: dict[str, str | int] | None = None) -> bytes:
        """A body. Raises SourceError; after a 429 arXiv is left alone for at least ten minutes."""
        try:
            answer = await self._web.get(url, asked, gate=self._web.arxiv, accept=frozenset({400}))
        except RefusedError as error:
            if error.status == TOO_MANY and not self._web.arxiv.is_quiet():
                self._web.arxiv.quiet(max(error.retry_after or 0.0, QUIET))
                raise RefusedError(
                    error.sentence, status=TOO_MANY, retry_after=max(error.retry_after or 0.0, QUIET)
                ) from None
            raise
        return answer.body

    async def announcement(self, url: str, category: str) -> Announcement:
        """What a category's feed says. Raises SourceError."""
        return await self._web.read("arXiv", read_announcement, await self.get(url), category)

    async def find(self, number: str) -> Page:
        """One paper by its arXiv number. Raises SourceError."""
        return await self._ask({"id_list": number, "max_results": 1})

    async def list_of(self, day: date, observed: datetime) -> Fetched:
        """What was announced for a day in the categories; not ok if any of its pages could not be had."""
        span = window(day)
        if span is None:
            return Fetched(note=why_quiet(day))
        first, last = span[0], span[1] - timedelta(minutes=1)
        categories = " OR ".join(f"cat:{name}" for name in self._categories)
        query = f"({categories}) AND submittedDate:[{first:%Y%m%d%H%M} TO {last:%Y%m%d%H%M}]"
        try:
            papers, faults = await self._pages(query, day)
        except SourceError as error:
            wait = getattr(error, "retry_after", None)
            return Fetched(
                ok=False, note=error.sentence, faults=(Fault(str(day), error.sentence),), retry_after=wait
            )
        note = "" if papers else f"arXiv has no papers for {day}"
        return listed(papers, day, observed, faults=tuple(faults), note=note)

    async def _pages(self, query: str, day: date) -> tuple[list[Paper], list[Fault]]:
        papers, faults = list[Paper](), list[Fault]()
        start, total, empty = 0, 1, 0
        while start < min(total, MOST):
            order: dict[str, str | int] = {"sortBy": "submittedDate", "sortOrder": "ascending"}
            page = await self._ask({"search_query": query, "start": start, "max_results": PAGE, **order})
            if page.error:
                raise SourceError(f"arXiv answered: {page.error}")
            total = page.total or (total if start else 0)
            papers += page.papers
            faults += page.faults
            start += len(page.papers) + len(page.faults)
            empty = 0 if page.papers else empty + 1
            if empty >= EMPTY_TRIES:
                raise SourceError(f"arXiv sent empty pages after {start} of {total} papers of {day}")
        return papers, faults

    async def _ask(self, asked: dict[str, str | int]) -> Page:
        body = await self.get(f"{self._url}/api/query", asked)
        return await self._web.read("arXiv", read_query, body)


def listed(
    papers: Iterable[Paper], day: date, observed: datetime, *, faults: tuple[Fault, ...] = (), note: str = ""
) -> Fetched:
    """Papers as a list of a day, each once, ranked as they come. Pure."""
    once = {paper.id: paper for paper in papers}
    listings = (
        Listing(paper_id=paper_id, source=SOURCE, list_date=day, rank=rank, observed=observed)
        for rank, paper_id in enumerate(once, start=1)
    )
    return Fetched(papers=tuple(once.values()), listings=tuple(listings), faults=faults, note=note)
