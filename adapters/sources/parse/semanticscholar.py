"""Reader of Semantic Scholar's papers (https://api.semanticscholar.org/api-docs), recommended or looked up."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.sources.parse import values
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.errors import SourceError
from bot.model.paper import Paper
from bot.papers.identity import canonical_id, is_strong, url_of

SOURCE: Final = "semanticscholar"
FIELDS: Final = "title,abstract,authors,externalIds,url,publicationDate,venue"


def read_papers(records: object) -> tuple[Paper, ...]:
    """Those of a list that have a title and an id of a registry or a page; unknown ones are null in it."""
    found = (_paper(each) for each in records if isinstance(each, Mapping)) if isinstance(records, list) else ()
    return tuple(paper for paper in found if paper)


def read_recommended(value: object) -> tuple[Paper, ...]:
    """Papers like one. Raises SourceError if the answer is no list of recommendations."""
    found = value.get("recommendedPapers") if isinstance(value, Mapping) else None
    if not isinstance(found, list):
        raise SourceError("Semantic Scholar: the answer is no list of recommendations")
    return read_papers(found)


def _paper(record: Mapping[str, Any]) -> Paper | None:
    title, page = values.text(record.get("title"), values.MAX_TITLE), values.link(record.get("url"))
    names = tuple(dict.fromkeys([*_registered(record.get("externalIds")), *filter(None, (canonical_id(page),))]))
    if not title or not names:
        return None
    abstract, authors = values.text(record.get("abstract"), values.MAX_ABSTRACT), record.get("authors")
    people = authors if isinstance(authors, list) else ()
    return Paper(
        id=names[0],
        title=title,
        url=url_of(names[0]) or page,
        abstract=abstract,
        authors=values.names(each.get("name") for each in people if isinstance(each, Mapping)),
        published=values.day(record.get("publicationDate")),
        categories=values.tags([record.get("venue")]),
        withdrawn=says_withdrawn(title, abstract),
        described_by=SOURCE,
        also=names[1:],
    )


def _registered(ids: object) -> Iterator[str]:
    """The registries' ids, arXiv's first."""
    if isinstance(ids, Mapping):
        for name in ("ArXiv", "DOI"):
            found = canonical_id(f"{name}:{ids[name]}") if isinstance(ids.get(name), str) else None
            if found and is_strong(found):
                yield found
