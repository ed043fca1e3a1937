"""Reader of Hugging Face's Daily Papers (`/api/daily_papers`, `/api/papers/{id}`) as JSON.

Fields come and go, so everything but a title is optional: https://huggingface.co/docs/hub/api.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.salvage import literal, load
from bot.model.paper import Listing, Paper
from bot.papers.identity import canonical_id, url_of, weak_id
from bot.ports import Fault, Fetched

SOURCE: Final = "huggingface"
MAX_FAULTS: Final = 50  # of one body; a wholly wrong one says the same a hundred times


def read_daily(body: bytes, asked: date, observed: datetime, *, first_rank: int = 1) -> Fetched:
    """One page of one day's list; not ok if nothing of it is a list of papers, with a note if it was cut short."""
    loaded = load(body)
    if loaded.value is None:
        return _unreadable(asked, loaded.reason)
    fetched = from_value(loaded.value, asked, observed, first_rank=first_rank)
    if not loaded.reason or not fetched.ok:
        return fetched
    cut = Fault(str(asked), f"{loaded.reason}; {len(fetched.listings)} papers were saved")
    return replace(fetched, faults=(*fetched.faults, cut), note=f"{asked}: {loaded.reason}")


def from_value(value: object, asked: date, observed: datetime, *, first_rank: int = 1) -> Fetched:
    """The same of a body that is values already (an archive line's)."""
    if isinstance(value, Mapping) and isinstance(value.get("data"), list):
        value = value["data"]  # an archive wrapped some days in {"status", "date", "count", "data"}
    if isinstance(value, Mapping) and "error" in value:
        return _unreadable(asked, values.text(value["error"], 150) or "an error without a word")
    if not isinstance(value, list):
        return _unreadable(asked, "the answer is no list of papers")
    papers, listings, faults = list[Paper](), list[Listing](), list[Fault]()
    for rank, raw in enumerate(value, start=first_rank):
        try:
            item = literal(raw) if isinstance(raw, str) else raw
            paper, listing = _item(item, asked, observed, rank)
        except ValueError as error:
            faults.append(Fault(f"{asked} item {rank}", values.reason(error)))
            continue
        papers.append(paper)
        listings.append(listing)
    return Fetched(papers=tuple(papers), listings=tuple(listings), faults=tuple(faults[:MAX_FAULTS]))


def read_paper(body: bytes) -> Paper | None:
    """One paper's own page of the API; None if the body is not one."""
    value = load(body).value
    try:
        return _paper({}, value) if isinstance(value, Mapping) and "id" in value else None
    except ValueError:
        return None


def _unreadable(asked: date, reason: str) -> Fetched:
    return Fetched(ok=False, note=f"{asked}: {reason}", faults=(Fault(str(asked), reason),))


def _item(item: object, asked: date, observed: datetime, rank: int) -> tuple[Paper, Listing]:
    if not isinstance(item, Mapping):
        raise ValueError(f"{type(item).__name__} instead of an item")  # noqa: TRY004 -- one kind of error for one fault
    inner = item.get("paper", item)
    if not isinstance(inner, Mapping):
        raise ValueError("an item without a paper")  # noqa: TRY004 -- the same
    paper = _paper(item, inner)
    comments = values.number(item.get("numComments")) or values.number(inner.get("numComments"))
    listing = Listing(
        paper_id=paper.id,
        source=SOURCE,
        list_date=_list_date(inner, asked),
        rank=rank,
        observed=observed,
        upvotes=values.number(inner.get("upvotes")),
        comments=comments,
    )
    return paper, listing


def _list_date(inner: Mapping[str, Any], asked: date) -> date:
    """The UTC date of `submittedOnDailyAt`; the date asked for if it is absent or cannot be."""
    said = values.day(inner.get("submittedOnDailyAt"))
    return said if said and said <= asked + timedelta(days=1) else asked


def _paper(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> Paper:
    title = values.text(outer.get("title"), values.MAX_TITLE) or values.text(inner.get("title"), values.MAX_TITLE)
    if not title:
        raise ValueError("a paper without a title")
    given = values.text(inner.get("id"), values.MAX_NAME)
    paper_id = canonical_id(given) or weak_id(title)
    page = f"https://huggingface.co/papers/{given}" if given and given.replace("-", "").isalnum() else ""
    abstract = values.text(inner.get("summary"), values.MAX_ABSTRACT)
    return Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id) or page,
        abstract=abstract or values.text(outer.get("summary"), values.MAX_ABSTRACT),
        authors=values.names(_names(inner.get("authors"))),
        published=values.day(inner.get("publishedAt")),
        tldr=values.text(inner.get("ai_summary"), values.MAX_ABSTRACT),
        keywords=values.tags(inner.get("ai_keywords")),
        organization=_organization(inner) or _organization(outer),
        code_url=values.link(inner.get("githubRepo")),
        stars=values.number(inner.get("githubStars")),
        withdrawn=bool(inner.get("withdrawnAt")),
        described_by=SOURCE,
    )


def _names(authors: object) -> Iterable[object]:
    """Names as given, also of authors whom the page hides: they are the paper's authors all the same."""
    if not isinstance(authors, list):
        return ()
    return [author.get("name") if isinstance(author, Mapping) else author for author in authors]


def _organization(part: Mapping[str, Any]) -> str:
    found = part.get("organization")
    if not isinstance(found, Mapping):
        return values.text(found, values.MAX_NAME)
    return values.text(found.get("fullname"), values.MAX_NAME) or values.text(found.get("name"), values.MAX_NAME)
