"""Reader of BibTeX files: references by their arXiv id, DOI or link, else by title."""

import logging
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry

from adapters.sources.parse import values
from adapters.sources.parse.bibtex_fields import AS_WRITTEN, fields_of, published, strings_of, text_of, title_of
from adapters.sources.parse.markup import unmarked
from adapters.sources.parse.people import in_line, is_bundled
from bot.model.paper import FILE, Listing, Paper
from bot.papers.identity import canonical_id, is_strong, url_of, weak_id
from bot.ports import Fault, Fetched
from bot.text.latex_symbols import SYMBOLS

SOURCE: Final = FILE
_ARXIV_IN_TEXT: Final = re.compile(r"arXiv[:.]\s*(\S+)", re.IGNORECASE)
_ENTRY: Final = re.compile(r"^[ \t]*@\s*(?!comment|string|preamble)\w+\s*[{(]", re.IGNORECASE | re.MULTILINE)
# Of a file that begins with strings or comments, entries may stand behind them in one line.
_BLOCK: Final = re.compile(r"^[ \t]*@\s*\w+\s*[{(]", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\[{}\\]")
_KNOWN: Final = re.compile(
    r"@\s*(?:article|book|booklet|conference|dataset|electronic|inbook|incollection|inproceedings|manual|misc|online|"
    r"\w{2,6}thesis|patent|phdthesis|preprint|proceedings|report|software|techreport|thesis|unpublished)\s*[{(]",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(r"(?:[Jj]r|[Ss]r)\.?|I{2,3}|IV")
_LETTER: Final = re.compile(r"\\(aa|AA|ae|AE|oe|OE|o|O|l|L|ss|dj|DJ|dh|DH|th|TH)(?:\{\}|\s+|(?![A-Za-z]))")
_NUMBERED: Final = re.compile(r"(?<=[^\W\d_]) \d{4}$")  # Ann Lee 0001, as DBLP tells namesakes apart
_LINK: Final = re.compile(r"https?://[^\s{}\\]+")


def is_bibtex(text: str) -> bool:
    """Whether a text has an entry."""
    return bool(_ENTRY.search(text) or _KNOWN.search(text))


def read_bibtex(text: str, today: date, observed: datetime) -> Fetched:
    """Every entry with a title, listed on the day it was published (today if it does not say)."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it cannot read becomes a fault below
    try:
        library = parse_string(_mended(text), parse_stack=[])
    except Exception as error:  # noqa: BLE001 -- no parser of so loose a format is proof against every file
        return Fetched(
            ok=False, faults=(Fault("the file", f"the BibTeX cannot be read ({values.reason(error)})"),)
        )
    # Blocks that it counts as failed may be whole entries whose key or field another has as well.
    blocks = (getattr(block, "ignore_error_block", None) or block for block in library.blocks)
    entries = [block for block in blocks if isinstance(block, Entry)]
    strings = strings_of(library.strings)
    papers, listings, faults = list[Paper](), list[Listing](), list[Fault]()
    for rank, entry in enumerate(entries, start=1):
        paper = _paper(fields_of(entry, strings))
        if paper is None:
            faults.append(Fault(f"entry {values.text(entry.key, values.MAX_NAME) or rank}", "no title"))
            continue
        papers.append(paper)
        day = min(paper.published or today, today)
        listings.append(Listing(paper_id=paper.id, source=SOURCE, list_date=day, rank=rank, observed=observed))
    lost = len(_ENTRY.findall(text)) - len(entries)
    if lost > 0:
        faults.append(Fault("the file", f"{lost} of its entries are malformed (an unclosed brace, perhaps)"))
    return Fetched(papers=tuple(papers), listings=tuple(listings), faults=tuple(faults))


def _paper(raw: Mapping[str, str]) -> Paper | None:
    fields = {name: value if name in AS_WRITTEN else text_of(value) for name, value in raw.items()}
    title = values.text(unmarked(title_of(raw.get("title", ""))), values.MAX_TITLE)
    if not title:
        return None
    link = _link(fields)
    paper_id = _id(fields, link) or weak_id(title)
    return Paper(
        id=paper_id,
        title=title,
        url=url_of(paper_id) or link,
        abstract=values.text(unmarked(fields.get("abstract", "")), values.MAX_ABSTRACT),
        authors=values.names(_authors(raw.get("author") or raw.get("editor", ""))),
        published=published(fields),
        categories=values.tags([fields.get("primaryclass")]),
        keywords=values.tags(re.split(r"[,;]", fields.get("keywords", ""))),
        described_by=SOURCE,
    )


def _link(fields: Mapping[str, str]) -> str:
    """The address that it gives, alone or in a sentence."""
    said = (fields.get(name, "") for name in ("url", "howpublished", "note"))
    found = (_LINK.search(each) for each in said)
    return next((link for each in found if each and (link := values.link(each[0].rstrip(".,;")))), "")


def _id(fields: Mapping[str, str], link: str) -> str | None:
    """The strongest id that any of the fields names."""
    cited = _ARXIV_IN_TEXT.search(
        " ".join(fields.get(name, "") for name in ("journal", "note", "volume", "howpublished"))
    )
    said = [fields.get("eprint"), fields.get("arxivid"), cited and cited[1].rstrip(".,;"), fields.get("doi"), link]
    ids = [found for each in said if each and (found := canonical_id(each))]
    return next(filter(is_strong, ids), ids[0] if ids else None)


def _mended(text: str) -> str:
    """Without the entries whose braces do not match, where each begins a line: they would swallow what follows."""
    starts = [found.start() for found in _BLOCK.finditer(text)]
    blocks = [text[at:end] for at, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    whole = [block for block in blocks if _is_balanced(block)]
    return text if len(whole) == len(blocks) else "".join((text[: starts[0]], *whole))


def _is_balanced(block: str) -> bool:
    bare = _ESCAPED.sub("", block)
    return bare.count("{") == bare.count("}")


def _authors(line: str) -> list[str]:
    """The people as `First von Last Jr.`, groups in braces as they are; `and others` is nobody."""
    line = _LETTER.sub(lambda found: SYMBOLS[found[1]], " ".join(line.split()))
    try:
        names: list[str] = split_multiple_persons_names(line)
    except (ValueError, IndexError):
        return [text_of(line)]
    named = [_NUMBERED.sub("", name) for name in names if name != "others"]
    if all(map(is_bundled, named)):  # Lee AB and Chen C, as PubMed has them
        return [person for name in named for person in in_line(name)]
    return [person for name in named for person in _persons(name)]


def _persons(name: str) -> list[str]:
    """The person of a name, or the people of one that is no name: parted by semicolons or by commas alone."""
    last, *others = [part.strip() for part in name.split(",")]
    if len(others) == 2 and _SUFFIX.fullmatch(others[1]):  # King, Martin L., Jr.
        return [text_of(f"{others[0]} {last} {others[1]}")]
    several = ";" in name or len(others) > 2 or (len(others) == 2 and not _SUFFIX.fullmatch(others[0]))
    if several and "{" not in name:
        return list(in_line(text_of(name)))
    try:
        return [text_of(_ordered(parse_single_name_into_parts(name, strict=False)))]
    except (ValueError, IndexError):
        return [text_of(name)]


def _ordered(name: Any) -> str:
    return " ".join((*name.first, *name.von, *name.last, *name.jr))
