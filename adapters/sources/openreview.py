"""OpenReview: what venues accept, conference by conference or rolling as TMLR's (https://openreview.net)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from pydantic import Field

from adapters.sources.common.registry import Registry, wish
from adapters.sources.common.web import Web
from adapters.sources.parse.openreview import SOURCE, Note, Page, read_page
from bot.errors import SettingsError, SourceError
from bot.model.paper import Listing
from bot.model.source_set_up import Given
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

EVERY: Final = 6 * 3_600.0  # seconds
SOON: Final = 900.0  # seconds until the venues are asked that there was no time for
PAUSE: Final = 5.0  # seconds between two requests: who asks fast is banned for half an hour or an hour
QUIET: Final = 3_600.0  # seconds of silence after a 429 or 403
PAGE: Final = 1_000  # notes; the most that one may hold
MOST_PAGES: Final = 20  # of one poll, so that it ends in time; a large conference accepts about 5,000
MAX_VENUES: Final = 30
MARK: Final = 6  # characters of an id that are remembered of a paper; ids are random, ten characters long
_VENUE: Final = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")


class OpenReviewSettings(AdapterSettings):
    """Which venues, and where they are asked for."""

    openreview_venues: str = Field(
        "",
        description="venues whose accepted papers are listed, comma-separated, by the id in a venue's address "
        "(ICLR.cc/2026/Conference,TMLR); setting it turns the source on",
    )
    openreview_url: str = Field("https://api2.openreview.net", description="OpenReview's API, version 2")


TURN_ON: Final = "set OPENREVIEW_VENUES, for example to TMLR,ICLR.cc/2026/Conference"
GIVES: Final = (Given.CATEGORIES, Given.CODE)


def configured() -> bool:
    """Whether a venue is named."""
    return bool(OpenReviewSettings.load().openreview_venues.strip(" ,"))


def build(web: Web, clock: Clock) -> "OpenReview":
    """The source as the settings say."""
    settings = OpenReviewSettings.load()
    venues = tuple(dict.fromkeys(settings.openreview_venues.replace(",", " ").split()))
    wrong = [name for name in venues if not _VENUE.fullmatch(name)]
    if wrong or len(venues) > MAX_VENUES:
        what = f'"{wrong[0][:60]}" is no venue id' if wrong else f"no more than {MAX_VENUES} venues can be read"
        raise SettingsError(
            f"A setting is wrong: OPENREVIEW_VENUES: {what}; take what follows id= in the venue's address, "
            "such as ICLR.cc/2026/Conference."
        )
    registry = Registry("OpenReview", web, clock, pause=PAUSE, quiet=QUIET)
    return OpenReview(venues or ("TMLR",), settings.openreview_url.rstrip("/"), registry)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read of a venue: how many papers it had, and the marks of them."""

    count: int
    marks: frozenset[str]


class OpenReview:
    """Source and Finder. The cursor is JSON: for each venue how many papers it had, and a mark of each."""

    name = SOURCE

    def __init__(self, venues: tuple[str, ...], url: str, registry: Registry) -> None:
        self._venues = venues
        self._url = url
        self._registry = registry

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """Each venue's accepted papers that were not there before; one request for a venue that has no more."""
        seen, today = _read_cursor(cursor), now.astimezone(UTC).date()
        papers, faults, bare = list[tuple[Note, bool]](), list[Fault](), list[str]()
        budget, answered, left = MOST_PAGES, False, False
        for venue in self._venues:
            if budget <= 0:
                left = True
                continue
            before = seen.get(venue)
            try:
                page, asked = await self._accepted(venue, before, budget)
            except SourceError as error:
                faults.append(Fault(venue, error.sentence))
                if wish(error):
                    return Fetched(ok=False, note=error.sentence, faults=tuple(faults), retry_after=wish(error))
                continue
            answered, budget = True, budget - asked
            if page is None:
                continue
            faults += page.faults
            known = before.marks if before else frozenset()
            accepted = [note for note in page.notes if note.venue == venue]
            papers += [(note, before is None) for note in accepted if _mark(note) not in known]
            seen[venue] = _Seen(page.total, known | {_mark(note) for note in accepted})
            if not page.total:
                bare.append(venue)
        if not answered:
            return Fetched(ok=False, note=faults[0].reason, faults=tuple(faults))
        listed = {note.paper.id: (note, first) for note, first in papers}
        return Fetched(
            papers=tuple(note.paper for note, _ in listed.values()),
            listings=tuple(
                Listing(
                    paper_id=note.paper.id,
                    source=SOURCE,
                    list_date=_list_date(note, today, first=first),
                    rank=rank,
                    observed=now,
                )
                for rank, (note, first) in enumerate(listed.values(), start=1)
            ),
            cursor=_write_cursor({venue: seen[venue] for venue in self._venues if venue in seen}),
            faults=tuple(faults),
            note=faults[0].reason if faults else "" if listed else _why_empty(bare),
            retry_after=SOON if left else EVERY,
        )

    def finds(self, paper_id: str) -> bool:
        """An id of OpenReview's."""
        return paper_id.startswith("openreview:")

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A submission by its id, accepted or not."""
        if not self.finds(paper_id):
            return Fetched(note="OpenReview has submissions of its own only")
        try:
            answer = await self._ask({"id": paper_id.partition(":")[2]})
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=wish(error))
        found = tuple(note.paper for note in answer.notes if note.paper.id == paper_id)
        return Fetched(papers=found, note="" if found else f"OpenReview has no public {paper_id}")

    async def _accepted(self, venue: str, before: _Seen | None, budget: int) -> tuple[Page | None, int]:
        """All of a venue (None: as many as before), and how many requests it took. Raises SourceError."""
        if before is not None:
            look = await self._ask({"content.venueid": venue, "limit": 1, "offset": 0})
            if look.total == before.count:
                return None, 1
        notes, faults, at, total, asked = list[Note](), list[Fault](), 0, 1, int(before is not None)
        while at < total and asked <= budget + MOST_PAGES:
            page = await self._ask({"content.venueid": venue, "limit": PAGE, "offset": at})
            asked, total, at = asked + 1, page.total, at + page.records
            notes += page.notes
            faults += page.faults
            if not page.records:
                break
        if at < total:
            raise SourceError(f"OpenReview sent {at} of {total} papers of {venue}")
        return Page(tuple(notes), at, total, tuple(faults)), asked

    async def _ask(self, asked: Mapping[str, str | int]) -> Page:
        return await self._registry.ask(f"{self._url}/notes", asked, reader=read_page) or Page()


def _why_empty(bare: Sequence[str]) -> str:
    none_yet = f"OpenReview has no accepted papers of {', '.join(bare)} yet (check the id if there should be)"
    return none_yet if bare else "no venue has accepted anything new"


def _list_date(note: Note, today: date, *, first: bool) -> date:
    """Today if a known venue shows it for the first time; at a first look its papers have their own dates."""
    return min(note.paper.published or today, today) if first else today


def _mark(note: Note) -> str:
    return note.paper.id.partition(":")[2][:MARK]


def _write_cursor(seen: Mapping[str, _Seen]) -> str:
    return json.dumps({venue: [each.count, " ".join(sorted(each.marks))] for venue, each in sorted(seen.items())})


def _read_cursor(cursor: str) -> dict[str, _Seen]:
    """What a cursor says; nothing of a venue whose part cannot be read."""
    try:
        said = json.loads(cursor)
    except (ValueError, RecursionError):
        return {}
    items: Sequence[tuple[str, object]] = tuple(said.items()) if isinstance(said, dict) else ()
    return {
        venue: _Seen(each[0], frozenset(each[1].split()))
        for venue, each in items
        if isinstance(each, list) and len(each) == 2 and isinstance(each[0], int) and isinstance(each[1], str)
    }
