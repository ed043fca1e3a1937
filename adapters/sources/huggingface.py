"""Hugging Face Daily Papers: the day's list, re-read while it grows (https://huggingface.co/papers)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from pydantic import Field, SecretStr

from adapters.sources.common.daily_calendar import SATURDAY, days_to_ask, wait_on, why_empty
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Answer, Web
from adapters.sources.parse.daily import SOURCE, read_daily, read_paper
from bot.errors import SourceError
from bot.model.source_set_up import Given
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

PAGE: Final = 100  # the most that one page may hold
MAX_PAGES: Final = 10  # a day has about 100 papers; an endless `next` must end
LIMIT_WAIT: Final = 301.0  # the longest window of the rate limit: 500 calls in 5 minutes
ARCHIVE_TRIES: Final = 3
DENIED: Final = (401, 403)
GIVES: Final = (Given.CODE, Given.ORGANIZATIONS, Given.UPVOTES)


class HuggingFaceSettings(AdapterSettings):
    """Where Daily Papers are, and who asks."""

    huggingface_url: str = Field("https://huggingface.co", description="Hugging Face, or a mirror of it")
    huggingface_token: SecretStr | None = Field(
        None, description="a free read token: doubles the limit of 500 calls in 5 minutes; not needed"
    )


def configured() -> bool:
    """It needs nothing."""
    return True


def build(web: Web, clock: Clock) -> "HuggingFace":
    """The source as the settings say."""
    settings = HuggingFaceSettings.load()
    token = settings.huggingface_token.get_secret_value().strip() if settings.huggingface_token else ""
    return HuggingFace(settings.huggingface_url.rstrip("/"), token, web, clock)


class HuggingFace:
    """Source, Archive and Finder. The cursor is the last day (UTC) up to which every list was read."""

    name = SOURCE

    def __init__(self, url: str, token: str, web: Web, clock: Clock) -> None:
        self._url = url
        self._token = token
        self._web = web
        self._clock = clock

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """Today's list and those before it that may have grown; never beyond today in UTC."""
        today = now.astimezone(UTC).date()
        read, faults, done, failed, wait = list[Fetched](), list[Fault](), cursor, "", wait_on(today)
        for day in days_to_ask(cursor, today):
            found = await self._day(day, now)
            failed = failed or found.note
            faults += found.faults
            if found.ok:
                read.append(found)
                done = done if failed else day.isoformat()
                continue
            wait = found.retry_after or wait
            if not found.faults:  # the site was not reached at all: asking for more days is of no use
                faults.append(Fault(str(day), found.note))
                break
        if not read:
            return Fetched(ok=False, note=failed, faults=tuple(faults), retry_after=found.retry_after)
        return Fetched(
            papers=tuple(paper for each in read for paper in each.papers),
            listings=tuple(listing for each in read for listing in each.listings),
            cursor=max(done, cursor) if failed else done,
            faults=tuple(faults),
            note=failed or ("" if read[-1].listings else why_empty(today)),
            retry_after=wait,
        )

    async def days(self, first: date, last: date, now: datetime) -> AsyncIterator[tuple[date, Fetched]]:
        """Each day's list; when the rate limit is used up, waits until it is not."""
        day, today = first, now.astimezone(UTC).date()
        while day <= last:
            if day > today:
                yield day, Fetched(note=f"{day} has not come yet")
            elif day.weekday() >= SATURDAY:
                yield day, Fetched(note=why_empty(day))
            else:
                found = await self._patiently(day)
                yield day, replace(found, note=found.note or ("" if found.listings else why_empty(day)))
            day += timedelta(days=1)

    def finds(self, paper_id: str) -> bool:
        """An arXiv number: it has pages of arXiv papers only."""
        return paper_id.startswith("arxiv:")

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A paper that Hugging Face has a page of; it has pages of arXiv papers only."""
        number = paper_id.partition(":")[2]
        if not self.finds(paper_id):
            return Fetched(note="Hugging Face has pages of arXiv papers only")
        try:
            answer = await self._web.get(
                f"{self._url}/api/papers/{number}", token=self._token, accept=frozenset({400, 404})
            )
            paper = await self._web.read("Hugging Face", read_paper, answer.body) if answer.status < 300 else None
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=getattr(error, "retry_after", None))
        if paper is None or paper.id != paper_id:
            return Fetched(note=f"Hugging Face has no page of {paper_id}")
        return Fetched(papers=(paper,))

    async def _patiently(self, day: date) -> Fetched:
        for _ in range(ARCHIVE_TRIES - 1):
            found = await self._day(day, self._clock.now())
            if found.ok or not found.retry_after or found.retry_after > LIMIT_WAIT:
                return found
            await self._clock.sleep(found.retry_after)
        return await self._day(day, self._clock.now())

    async def _day(self, day: date, observed: datetime) -> Fetched:
        """All pages of one day. A note: some of it is missing. Not ok without faults: the site was not reached."""
        pages = list[Fetched]()
        ranks, seen = 0, set[str]()
        for page in range(MAX_PAGES):
            try:
                answer = await self._web.get(
                    f"{self._url}/api/daily_papers",
                    {"date": day.isoformat(), "limit": PAGE, "p": page},
                    token=self._token,
                    accept=frozenset({400, 404}),
                )
                found = await self._web.read(
                    "Hugging Face", read_daily, answer.body, day, observed, first_rank=ranks + 1
                )
            except RefusedError as error:
                unwell = (Fault(str(day), error.sentence),) if error.status >= 500 else ()
                note = f"{error.sentence}; check HUGGINGFACE_TOKEN" if error.status in DENIED else error.sentence
                return Fetched(ok=False, note=note, faults=unwell, retry_after=error.retry_after)
            except SourceError as error:
                return Fetched(ok=False, note=error.sentence)
            if not found.ok:
                faults = tuple(replace(fault, reason=_reason(answer, fault.reason)) for fault in found.faults)
                return replace(found, note=f"{day}: {faults[0].reason}", faults=faults)
            items = len(found.listings) + len(found.faults)
            ranks += items
            fresh = tuple(each for each in found.listings if each.paper_id not in seen)
            seen |= {each.paper_id for each in fresh}
            pages.append(replace(found, listings=fresh))
            if found.note or not fresh or not (answer.next_page or items >= PAGE):
                break
        return Fetched(
            papers=tuple(paper for each in pages for paper in each.papers),
            listings=tuple(listing for each in pages for listing in each.listings),
            faults=tuple(fault for each in pages for fault in each.faults),
            note=pages[-1].note,
        )


def _reason(answer: Answer, why: str) -> str:
    """Why an answer is no list: its status, with its own words if it has any."""
    if answer.status < 300:
        return why
    return f"HTTP {answer.status}: {why}" if answer.body.lstrip().startswith(b"{") else f"HTTP {answer.status}"
