"""Reader of OpenReview's notes (API v2, each value as `{"value": …}`): https://docs.openreview.net."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.errors import SourceError
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, url_of
from bot.ports import Fault

_WITHDRAWN: Final = "/Withdrawn_Submission"  # of the venue that such a paper is moved to
SOURCE: Final = "openreview"
_DATES: Final = ("pdate", "odate", "cdate", "tcdate")  # published, made public, created; milliseconds


@dataclass(frozen=True, slots=True)
class Note:
    """A submission with the venue that has it now: an accepted one has the venue's own id."""

    paper: Paper
    venue: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of notes, how many records it has, and how many there are in all."""

    notes: tuple[Note, ...] = ()
    records: int = 0
    total: int = 0
    faults: tuple[Fault, ...] = ()


def read_page(value: object) -> Page:
    """Raises SourceError, with the service's own words, if the answer is no page of notes."""
    said = value if isinstance(value, Mapping) else {}
    records = said.get("notes")
    if not isinstance(records, list):
        why = values.text(said.get("message"), 150) or "the answer is no page of notes"
        raise SourceError(f"OpenReview: {why}")
    notes, faults = list[Note](), list[Fault]()
    for number, record in enumerate(records, start=1):
        note = _note(record) if isinstance(record, Mapping) else None
        if note:
            notes.append(note)
        else:
            faults.append(Fault(f"note {number}", "no id or no title"))
    return Page(tuple(notes), len(records), values.number(said.get("count")) or len(records), tuple(faults))


def _note(record: Mapping[str, Any]) -> Note | None:
    content = record.get("content")
    content = content if isinstance(content, Mapping) else {}
    paper_id = canonical_id(f"openreview:{values.text(record.get('forum') or record.get('id'), values.MAX_NAME)}")
    title = values.text(_value(content, "title"), values.MAX_TITLE)
    if not paper_id or not title:
        return None
    abstract = values.text(_value(content, "abstract"), values.MAX_ABSTRACT)
    venue, venue_id = (values.text(_value(content, name), values.MAX_NAME) for name in ("venue", "venueid"))
    paper = Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id),
        abstract=abstract,
        authors=_people(_value(content, "authors")),
        published=_day(record),
        tldr=values.text(_value(content, "TLDR"), values.MAX_ABSTRACT),
        categories=values.tags([venue]),
        keywords=values.tags(_value(content, "keywords")),
        code_url=values.link(_value(content, "code")),
        withdrawn=venue_id.endswith(_WITHDRAWN) or says_withdrawn(title, abstract),
        described_by=SOURCE,
    )
    return Note(paper, venue_id)


def _people(said: object) -> tuple[str, ...]:
    """Names, or profiles that have them."""
    each = said if isinstance(said, list) else []
    return values.names([one.get("fullname") if isinstance(one, Mapping) else one for one in each])


def _value(content: Mapping[str, Any], name: str) -> object:
    found = content.get(name)
    return found.get("value") if isinstance(found, Mapping) else found


def _day(record: Mapping[str, Any]) -> date | None:
    said = next(filter(None, (_milliseconds(record.get(name)) for name in _DATES)), 0.0)
    try:
        return datetime.fromtimestamp(said / 1000, UTC).date() if said else None
    except (ValueError, OverflowError, OSError):
        return None


def _milliseconds(said: object) -> float:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and said > 0 else 0.0
