"""Search as people use it: spelling repaired, signals blended in, pages stable while papers arrive."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.errors import QueryError, UserError
from bot.matching.evaluate import asks_trending
from bot.model.paper import Candidate
from bot.ports import Found, Hit, Index, Papers
from bot.ports.embedding import Embedder
from bot.query.parser import parse
from bot.query.plain_words.wish import First
from bot.query.plain_words.words import plain_words, telling
from bot.query.tree import Field, Query
from bot.search.alike import alike
from bot.search.blend import blend, first_of
from bot.search.cursor import Cursor
from bot.search.meaning import Meaning
from bot.search.other_names import OtherNames, beyond, is_acronym
from bot.search.reader import read
from bot.search.reading import HITS, Reading
from bot.search.result import Match, SearchResult
from bot.search.snippet import Marker
from bot.views.blocks import Line, Text

BLENDED = 30  # best matches by text that signals may reorder; nobody pages further for a popular one
SIMILAR = 50  # papers like a paper that can be paged through
COMPLETE = 0.95  # of the papers in the index; what a poll has just brought is there within the second
MEANINGS = 3  # of an acronym that are named
_FIRST = {First.NEWEST: "newest", First.UPVOTED: "most upvoted"}
REMEMBERED = 64  # lists of which a next page may be asked soon


@dataclass(frozen=True, slots=True)
class _Listed:
    """A whole list, of which pages are shown: keys in order, and what is said of them."""

    keys: tuple[int, ...]
    total: int
    note: str = ""
    text: str = ""
    wanted: str = ""
    query: Query | None = None


class Search:
    """`bot.search.result.Searcher` over the search index."""

    def __init__(self, index: Index, papers: Papers, embedder: Embedder | None = None) -> None:
        self._index, self._papers = index, papers
        self._names = OtherNames(index, papers)
        self._meaning = Meaning(embedder) if embedder else None
        self._recent: OrderedDict[tuple[str, int, date], _Listed] = OrderedDict()

    async def search(self, text: str, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        """The best papers for a text. Raises QueryError, or UserError for a cursor that is not its own."""
        at = Cursor.read(cursor) if cursor else None
        listed = self._recalled(text, at)
        known: dict[int, Candidate] = {}
        if listed is None:
            today = at.day if at else now.date()
            reading = await read(text, self._index, at.before if at else None)
            keys = await self._ordered(reading, text, today, known)
            behind, also = await self._behind(reading.query, at.before if at else None)
            keys += tuple(key for key in _keys(behind.hits) if key not in keys)
            notes = (reading.note, also, _chosen(reading), _unfinished(self._index.share))
            listed = _Listed(
                keys,
                reading.found.total + behind.total,
                _sentences(notes),
                reading.text,
                _wanted(reading),
                reading.query,
            )
            at = at or Cursor(max(keys, default=0), today, 0)
            self._remember(text, at, listed)
        return await self._page(listed, at or Cursor(0, now.date(), 0), limit, known)

    async def _behind(self, query: Query, before_key: int | None) -> tuple[Found, str]:
        """Of an acronym what the library says it stands for, to go behind the exact matches; and a note.

        Of one that stands for several things they are only named.
        """
        names = await self._names.of(query.text) if is_acronym(query.text) else ()
        if len(names) != 1:
            return Found((), 0), f"{query.text} stands for {' or '.join(names[:MEANINGS])}" if names else ""
        more = await self._index.search(parse(beyond(names[0], query.text)), limit=HITS, before_key=before_key)
        return more, f"papers that only say {names[0]} come last" if more.total else ""

    async def similar(self, paper: Candidate, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        """Papers about the same thing, the paper itself left out. Raises UserError for a foreign cursor."""
        at = Cursor.read(cursor) if cursor else None
        name = f"\x00{paper.paper.id}"  # no text that somebody typed
        listed = self._recalled(name, at)
        if listed is None:
            hits = await alike(paper, self._index, self._papers, SIMILAR, at.before if at else None)
            keys = await self._alike(paper, hits)
            listed = _Listed(keys, len(keys), _sentences([_unfinished(self._index.share)]))
            at = at or Cursor(max(keys, default=0), now.date(), 0)
            self._remember(name, at, listed)
        return await self._page(listed, at or Cursor(0, now.date(), 0), limit, {})

    async def _alike(self, paper: Candidate, hits: Sequence[Hit]) -> tuple[int, ...]:
        """The keys, the most alike first: by words alone, or by meaning too where there is a model."""
        if self._meaning is None or not hits:
            return tuple(hit.key for hit in hits)
        return await self._meaning.order(paper, hits, await self._papers.by_key([hit.key for hit in hits]))

    def _recalled(self, text: str, at: Cursor | None) -> _Listed | None:
        return self._recent.get((text, at.before, at.day)) if at else None

    def _remember(self, text: str, at: Cursor, listed: _Listed) -> None:
        self._recent[text, at.before, at.day] = listed
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    async def _ordered(
        self, reading: Reading, typed: str, today: date, known: dict[int, Candidate]
    ) -> tuple[int, ...]:
        """The keys in the order to show; what had to be read for it is left in `known`."""
        hits = reading.found.hits
        if reading.first:
            known |= {each.key: each for each in await self._papers.by_key([hit.key for hit in hits])}
            best = [(known[hit.key], hit.score) for hit in hits if hit.key in known]
            return tuple(each.key for each in first_of(best, reading.first))
        first, rest = hits[:BLENDED], hits[BLENDED:]
        if not any(hit.score for hit in first):
            return _keys(hits)
        known |= {each.key: each for each in await self._papers.by_key([hit.key for hit in first])}
        found = [(known[hit.key], hit.score) for hit in first if hit.key in known]
        if self._meaning:
            scores = await self._meaning.scores(reading.text, found)
            found = [(each, score) for (each, _), score in zip(found, scores, strict=True)]
        shown = blend(found, today, typed, _wanted(reading), lacking=reading.lacking)
        return (*(each.key for each in shown), *_keys(rest))

    async def _page(self, listed: _Listed, at: Cursor, limit: int, known: Mapping[int, Candidate]) -> SearchResult:
        if at.offset and at.offset >= len(listed.keys):
            raise UserError("The list has become shorter; please search again.")
        end = at.offset + limit
        keys = listed.keys[at.offset : end]
        papers = [known[key] for key in keys if key in known]
        if len(papers) < len(keys):
            papers = list(await self._papers.by_key(keys))
        marker = Marker(listed.query) if listed.query else None
        more = Cursor(at.before, at.day, end) if end < len(listed.keys) else None
        return SearchResult(
            matches=tuple(_match(each, marker) for each in papers),
            total=listed.total,
            start=at.offset + 1,
            note=listed.note,
            query=listed.text,
            wanted=listed.wanted,
            next=str(more) if more else "",
            previous=str(Cursor(at.before, at.day, max(0, at.offset - limit))) if at.offset else "",
        )


def _keys(hits: Sequence[Hit]) -> tuple[int, ...]:
    return tuple(hit.key for hit in hits)


def _match(each: Candidate, marker: Marker | None) -> Match:
    """A match with its words marked, and the fields that they are in."""
    if marker is None:
        return Match(each)
    shown = marker.snippet(each.paper.abstract)
    in_title = _marked(marker.snippet(each.paper.title, len(each.paper.title)))
    fields = (*((Field.TITLE,) * in_title), *((Field.ABSTRACT,) * _marked(shown)))
    return Match(each, shown, tuple(map(str, fields)))


def _marked(line: Line) -> bool:
    return any(isinstance(part, Text) and part.mark for part in line)


def _sentences(notes: Iterable[str]) -> str:
    return " ".join(f"{each[:1].upper()}{each[1:]}." for each in notes if each)


def _unfinished(share: float) -> str:
    """That the index is being made, where so much is missing that an answer may be wrong."""
    if share >= COMPLETE:
        return ""
    return f"the search index is being made anew: {share:.0%} of the papers can be found so far"


def _wanted(reading: Reading) -> str:
    """What to ask for to get papers like these: of a question that was relaxed, the words that say what about."""
    if reading.wanted or reading.query.ranked_by is None:
        return reading.wanted or reading.text
    try:
        return telling(plain_words(reading.text)) or reading.text
    except QueryError:  # pasted, signs and all
        return reading.text


def _chosen(reading: Reading) -> str:
    """How the list was chosen, where it is not simply the best matches."""
    found = reading.found
    if reading.first and found.hits:
        of = f"of the {HITS} best matches " if found.total > HITS else ""
        return f"{of}the {_FIRST[reading.first]} first"
    if asks_trending(reading.query.root):
        return "the most upvoted first"
    if found.hits and not any(hit.score for hit in found.hits):
        return "the newest first" if len(found.hits) > 1 else ""
    return ""
