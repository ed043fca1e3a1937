"""The day's papers: the candidates, inverted once; what any query asks of them becomes one bit row, made once."""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import from_flags, from_places
from bot.matching.column import Column, Where
from bot.matching.row import Leaf, Row, Scope, union
from bot.model.paper import Candidate
from bot.model.seen import Seen
from bot.query.tree import Field, Tag, Upvotes
from bot.text.document import document, summarised
from bot.text.mentions import mentions, title_mentions, weight

COMPARE: dict[str, Callable[[Any, Any], Any]] = {  # numpy compares all papers at once
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}

Places: TypeAlias = NDArray[np.uint64]  # for each paper where a word stands in it (`bot.text.mentions`)

_TEXT = Field.TEXT  # by far the commonest; an enum member is slow to look up in Python 3.11


class DayPapers:
    """Candidates in the order of their paper ids, which breaks ties; a place is a number in that order."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = sorted(candidates, key=lambda each: each.paper.id)
        self.keys = [each.key for each in self.candidates]
        self.place_of = {key: place for place, key in enumerate(self.keys)}
        self.all = (1 << len(self.keys)) - 1
        documents = [document(each) for each in self.candidates]
        summaries = [summarised(each.paper) for each in self.candidates]
        self.columns = {
            Field.TITLE: Column(
                [d.title for d in documents],
                [d.title_forms for d in documents],
                [title_mentions(d.title) for d in documents],
            ),
            Field.ABSTRACT: Column(
                [d.abstract for d in documents],
                [d.abstract_forms for d in documents],
                list(map(mentions, (d.abstract for d in documents), summaries)),
                weight,
            ),
            Field.AUTHOR: Column([d.authors for d in documents], [d.authors_forms for d in documents]),
            Field.ORG: Column([d.org for d in documents]),
        }
        self._text = Scope([(field, self.columns[field]) for field in (Field.TITLE, Field.ABSTRACT)])
        self._scopes = {field: Scope([(field, column)]) for field, column in self.columns.items()}
        self._unions: dict[tuple[Row, ...], Row] = {}
        self._where: dict[str, Places | None] = {}
        self._tags = Column([d.tags for d in documents])
        self._tagged: dict[str, int] = {}
        self.upvotes = np.array([each.signals.upvotes for each in self.candidates], dtype=np.int64)
        self._upvoted: dict[tuple[str, int], int] = {}
        self._known_order: Sequence[int] = ()  # the last one that was compared with `keys`
        self._ordered_so = False

    def __len__(self) -> int:
        """How many papers."""
        return len(self.keys)

    def row(self, leaf: Leaf) -> Row:
        """What a condition on words finds."""
        scope = self._text if leaf.field is _TEXT else self._scopes[leaf.field]
        return scope.row(leaf)

    def united(self, rows: Sequence[Row]) -> Row:
        """The papers that any of these conditions' rows has: the ways to write one word are put together once."""
        if len(rows) < 2:
            return union(rows)
        key = tuple(rows)  # told apart by identity
        return self._unions.get(key) or self._unions.setdefault(key, union(key))

    def where(self, term: str) -> Places | None:
        """Where a frequent word stands in each paper's title and abstract, as bits; None of other words."""
        if term not in self._where:
            found = [self.columns[field].where(term) for field in (Field.TITLE, Field.ABSTRACT)]
            self._where[term] = _places(found, len(self)) if any(found) else None
        return self._where[term]

    def tagged(self, asked: Tag) -> int:
        """The papers with a property, as bits."""
        bits = self._tagged.get(asked.tag)
        if bits is None:
            bits = self._tagged[asked.tag] = from_places(self._tags.word(asked.tag))
        return bits

    def upvoted(self, asked: Upvotes) -> int:
        """The papers with so many upvotes, as bits."""
        key = (asked.compare, asked.number)
        bits = self._upvoted.get(key)
        if bits is None:
            bits = self._upvoted[key] = from_flags(COMPARE[asked.compare](self.upvotes, asked.number))
        return bits

    def bits(self, keys: Iterable[int]) -> int:
        """These papers of the store as bits; those that are no candidates are left out."""
        if isinstance(keys, Seen):
            if keys.papers is not self._known_order:
                self._known_order, self._ordered_so = keys.papers, list(keys.papers) == self.keys
            if self._ordered_so:
                return keys.bits
        place_of = self.place_of
        return from_places(place_of[key] for key in keys if key in place_of)


def _places(found: Iterable[Where | None], size: int) -> Places:
    places = np.zeros(size, np.uint64)
    for each in found:
        if each:
            places[np.frombuffer(each[0], np.uint64)] |= np.frombuffer(each[1], np.uint64)
    return places
