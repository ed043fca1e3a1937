"""Crossref: new articles of journals and proceedings, any paper by its DOI (https://www.crossref.org)."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from pydantic import Field

from adapters.sources.common.registry import Registry, wish
from adapters.sources.common.web import Web, WebSettings
from adapters.sources.parse.crossref import SOURCE, Page, Work, read_page, read_work
from bot.errors import SettingsError, SourceError
from bot.model.paper import Listing, Paper
from bot.model.source_set_up import Given
from bot.papers.dated_marks import dated_marks
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

EVERY: Final = 6 * 3_600.0  # seconds
PAUSE: Final = 1.0  # seconds between two requests; who gives an address is served from a pool of their own
QUIET: Final = 600.0  # seconds of silence after a 429
ROWS: Final = 200  # works a page
MAX_PAGES: Final = 10  # of one journal: PLOS ONE has some 60 articles a day
MAX_JOURNALS: Final = 60
AT_FIRST: Final = timedelta(days=7)  # a first look goes so far back
LATE: Final = timedelta(days=1)  # a work may be found the day after its DOI was made
LONGEST: Final = timedelta(days=14)  # older works are no candidates any more
BACKFILE: Final = timedelta(days=400)  # publishers register old volumes, too: those are not new
_ISSN: Final = re.compile(r"(\d{4})-?(\d{3})([\dX])", re.IGNORECASE)
_PREFIX: Final = re.compile(r"10\.\d{4,9}")


class CrossrefSettings(AdapterSettings):
    """Which journals, and where Crossref is."""

    crossref_journals: str = Field(
        "",
        description="journals and proceedings by ISSN (0028-0836), or everything of a publisher by its DOI prefix "
        "(10.18653 is the ACL's), comma-separated; setting it turns the source on",
    )
    crossref_url: str = Field("https://api.crossref.org", description="Crossref's API")


TURN_ON: Final = "set CROSSREF_JOURNALS, for example to 0028-0836,10.18653"
GIVES: Final = (Given.CATEGORIES,)


def configured() -> bool:
    """Whether a journal is named."""
    return bool(CrossrefSettings.load().crossref_journals.strip(" ,"))


def build(web: Web, clock: Clock) -> "Crossref":
    """The source as the settings say."""
    settings = CrossrefSettings.load()
    said = tuple(dict.fromkeys(settings.crossref_journals.replace(",", " ").split()))
    journals = tuple(filter(None, map(_journal, said)))
    if len(journals) < len(said) or len(journals) > MAX_JOURNALS:
        wrong = next((each for each in said if not _journal(each)), "")
        what = (
            f'"{wrong[:40]}" is neither an ISSN nor a DOI prefix'
            if wrong
            else f"no more than {MAX_JOURNALS} can be read"
        )
        raise SettingsError(f"A setting is wrong: CROSSREF_JOURNALS: {what}; for example: 0028-0836,10.18653.")
    contact = WebSettings.load().paperboy_contact
    registry = Registry("Crossref", web, clock, pause=PAUSE, quiet=QUIET)
    return Crossref(
        journals or ("0028-0836",), settings.crossref_url.rstrip("/"), registry, contact if "@" in contact else ""
    )


class Crossref:
    """Source and Finder. The cursor is JSON: for each journal the day up to which it was read."""

    name = SOURCE

    def __init__(self, journals: tuple[str, ...], url: str, registry: Registry, contact: str = "") -> None:
        self._journals = journals
        self._url = url
        self._registry = registry
        self._contact = {"mailto": contact} if contact else {}

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What each journal registered since it was last read."""
        today = now.astimezone(UTC).date()
        marks, works, faults, left_out, wait = dated_marks(cursor, today), list[Work](), list[Fault](), 0, None
        answered = 0
        for journal in self._journals:
            first = max(marks.get(journal, today - AT_FIRST) - LATE, today - LONGEST)
            try:
                page = await self._since(journal, first, sure=journal in marks)
            except SourceError as error:
                faults.append(Fault(journal, error.sentence))
                if wait := wish(error):
                    break
                continue
            answered += 1
            works += page.works
            faults += page.faults
            left_out += page.left_out
            marks[journal] = today
        if not answered:
            return Fetched(ok=False, note=faults[0].reason, faults=tuple(faults), retry_after=wait)
        papers = {work.paper.id: work for work in works}
        return Fetched(
            papers=tuple(work.paper for work in papers.values()),
            listings=tuple(_listings(papers.values(), today, now)),
            revisions=tuple(_retracted(paper_id) for work in works for paper_id in work.retracts),
            cursor=json.dumps(
                {name: day.isoformat() for name, day in sorted(marks.items()) if name in self._journals}
            ),
            faults=tuple(faults),
            note=faults[0].reason if faults else "" if papers else _why_empty(left_out),
            retry_after=wait or EVERY,
        )

    def finds(self, paper_id: str) -> bool:
        """A DOI; the publisher's own registry may be another one, which only asking tells."""
        return paper_id.startswith("doi:")

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A paper by its DOI."""
        if not self.finds(paper_id):
            return Fetched(note="Crossref has papers with a DOI only")
        try:
            doi = quote(paper_id.partition(":")[2], safe="", errors="replace")
            work = await self._registry.ask(f"{self._url}/works/{doi}", self._contact, reader=read_work)
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=wish(error))
        if work is None or paper_id not in (work.paper.id, *work.paper.also):
            return Fetched(note=f"Crossref has no {paper_id} (DOIs of data sets are registered elsewhere)")
        return Fetched(papers=(work.paper,))

    async def _since(self, journal: str, first: date, *, sure: bool) -> Page:
        """All that a journal registered since a day. Raises SourceError if any of it cannot be had.

        One that has nothing and is not known for `sure` is looked up: an ISSN may be mistyped.
        """
        kind = "prefix" if journal.startswith("10.") else "issn"
        asked: dict[str, str | int] = {
            "filter": f"{kind}:{journal},from-created-date:{first}",
            "sort": "created",
            "order": "desc",
            "rows": ROWS,
            "cursor": "*",
            **self._contact,
        }
        works, faults, records, left_out, total = list[Work](), list[Fault](), 0, 0, 0
        for _ in range(MAX_PAGES):
            page = await self._registry.ask(f"{self._url}/works", asked, reader=read_page)
            if page is None:
                raise SourceError(f"Crossref does not take the question for {journal}")
            works += page.works
            faults += page.faults
            records, left_out, total = records + page.records, left_out + page.left_out, page.total
            if not page.records or not page.cursor or records >= total:
                break
            asked["cursor"] = page.cursor
        if not (records or sure or await self._is_known(journal)):
            raise SourceError(f"Crossref knows no {journal}; check CROSSREF_JOURNALS")
        return Page(tuple(works), records, total, "", left_out, tuple(faults))

    async def _is_known(self, journal: str) -> bool:
        kind = "prefixes" if journal.startswith("10.") else "journals"
        return await self._registry.ask(f"{self._url}/{kind}/{journal}", self._contact, reader=bool) is not None


def _listings(works: Iterable[Work], today: date, now: datetime) -> Iterable[Listing]:
    """Listed on the day that the DOI was made, old volumes by their own date."""
    for rank, work in enumerate(works, start=1):
        made, published = min(work.made or today, today), work.paper.published
        day = published if published and made - published > BACKFILE else made
        yield Listing(paper_id=work.paper.id, source=SOURCE, list_date=day, rank=rank, observed=now)


def _retracted(paper_id: str) -> Paper:
    """A paper as a retraction notice tells of it: nothing but that it was taken back."""
    return replace(Paper(id=paper_id, title="", url=""), withdrawn=True)


def _why_empty(left_out: int) -> str:
    return "nothing but covers and contents" if left_out else "no journal has registered anything new"


def _journal(said: str) -> str:
    """An ISSN with its hyphen and a right check digit, or a DOI prefix; "" for anything else."""
    if _PREFIX.fullmatch(said):
        return said
    found = _ISSN.fullmatch(said)
    if not found:
        return ""
    digits = f"{found[1]}{found[2]}"
    check = -sum((8 - at) * int(digit) for at, digit in enumerate(digits)) % 11
    return f"{found[1]}-{found[2]}{found[3].upper()}" if found[3].upper() == "0123456789X"[check] else ""
