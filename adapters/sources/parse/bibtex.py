"""Reader of BibTeX files: references by their arXiv id, DOI or link, else by title."""

import contextlib
import io
import logging
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import bibtexparser
from bibtexparser.bibdatabase import BibDataStringExpression, UndefinedString
from bibtexparser.bparser import BibTexParser

from adapters.sources.parse import values
from adapters.sources.parse.tex_accents import untex
from bot.model.paper import Listing, Paper
from bot.papers.identity import canonical_id, is_strong, url_of, weak_id
from bot.ports import Fault, Fetched

SOURCE: Final = "file"
_ARXIV_IN_TEXT: Final = re.compile(r"arXiv[:.]\s*(\S+)", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTRY: Final = re.compile(r"^[ \t]*@\s*(?!comment|string|preamble)\w+\s*[{(]", re.IGNORECASE | re.MULTILINE)


def is_bibtex(text: str) -> bool:
    """Whether a text has an entry."""
    return bool(_ENTRY.search(text))


def read_bibtex(text: str, today: date, observed: datetime) -> Fetched:
    """Every entry with a title, listed on the day it was published (today if it does not say)."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it cannot read becomes a fault below
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False, interpolate_strings=False)
    try:
        entries = bibtexparser.load(io.StringIO(text), parser).entries
    except Exception as error:  # noqa: BLE001 -- its grammar breaks in many ways on odd input
        return Fetched(
            ok=False, faults=(Fault("the file", f"the BibTeX cannot be read ({values.reason(error)})"),)
        )
    papers, listings, faults = list[Paper](), list[Listing](), list[Fault]()
    for rank, entry in enumerate(entries, start=1):
        paper = _paper(entry)
        if paper is None:
            faults.append(Fault(f"entry {values.text(entry.get('ID'), values.MAX_NAME) or rank}", "no title"))
            continue
        papers.append(paper)
        day = min(paper.published or today, today)
        listings.append(Listing(paper_id=paper.id, source=SOURCE, list_date=day, rank=rank, observed=observed))
    lost = len(_ENTRY.findall(text)) - len(entries)
    if lost > 0:
        faults.append(Fault("the file", f"{lost} of its entries are malformed (an unclosed brace, perhaps)"))
    return Fetched(papers=tuple(papers), listings=tuple(listings), faults=tuple(faults))


def _paper(entry: Mapping[str, object]) -> Paper | None:
    fields = {name: untex(_value(value)) for name, value in entry.items()}
    title = values.text(fields.get("title"), values.MAX_TITLE)
    if not title:
        return None
    link = values.link(fields.get("url")) or values.link(fields.get("howpublished", "").removeprefix(r"\url"))
    paper_id = _id(fields, link) or weak_id(title)
    return Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id) or link,
        abstract=values.text(fields.get("abstract"), values.MAX_ABSTRACT),
        authors=_authors(fields.get("author", "")),
        published=_published(fields),
        categories=values.tags([fields.get("primaryclass")]),
        keywords=values.tags(re.split(r"[,;]", fields.get("keywords", ""))),
        described_by=SOURCE,
    )


def _value(value: object) -> str:
    """A field's text; of one that names an undefined string, nothing."""
    if isinstance(value, BibDataStringExpression):
        with contextlib.suppress(UndefinedString):
            return str(value.get_value())
        return ""
    return str(value)


def _id(fields: Mapping[str, str], link: str) -> str | None:
    """The strongest id that any of the fields names."""
    cited = _ARXIV_IN_TEXT.search(
        " ".join(fields.get(name, "") for name in ("journal", "note", "volume", "howpublished"))
    )
    said = [fields.get("eprint"), fields.get("arxivid"), cited and cited[1].rstrip(".,;"), fields.get("doi"), link]
    ids = [found for each in said if each and (found := canonical_id(each))]
    return next(filter(is_strong, ids), ids[0] if ids else None)


def _authors(line: str) -> tuple[str, ...]:
    """`Last, First and Last, First` as `First Last`; `and others` is nobody."""
    names = []
    for name in re.split(r"\s+and\s+", line.removesuffix(" and others")):
        last, comma, first = name.partition(",")
        names.append(f"{first.strip()} {last.strip()}" if comma else name)
    return values.names(names)


def _published(fields: Mapping[str, str]) -> date | None:
    """The date; of a year alone its first day."""
    if whole := values.day(fields.get("date")):
        return whole
    said = fields.get("year", "") or fields.get("date", "")[:4]
    month = fields.get("month", "")[:3].lower()
    number = (
        _MONTHS.index(month) + 1
        if month in _MONTHS
        else int(month)
        if month.isdecimal() and 1 <= int(month) <= 12
        else 1
    )
    return date(int(said), number, 1) if len(said) == 4 and said.isdecimal() and int(said) > 0 else None
