"""A row: what one condition on words finds among the day's papers."""

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import or_
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import Places, from_places
from bot.matching.column import Column, Postings
from bot.query.tree import Field, Form, Prefix, Words
from bot.text.tokens import stem

Scores = NDArray[np.float64]
Weighed = Scores | tuple[Places, Scores]  # a number for each paper, or for few places
Leaf = Words | Form | Prefix
LEAVES = (Words, Form, Prefix)  # made once: `isinstance(node, A | B)` builds the union anew at each call
Key = TypeVar("Key", bound=Hashable)


class Row:
    """Papers as bits, and what makes them match: in which fields and how often, or the rows of which it is made.

    `either`: alternatives. `every`: all of which it takes. `term`: the one word that it is about, if it is one of
    the text. `often`, `weighed`, `most` and `frequent` are the scorer's own notes.
    """

    __slots__ = ("bits", "either", "every", "found", "frequent", "most", "often", "term", "weighed")

    def __init__(
        self,
        bits: int,
        found: Sequence[tuple[Field, Postings]] = (),
        either: Sequence["Row"] = (),
        every: Sequence["Row"] = (),
        term: str = "",
    ) -> None:
        self.bits = bits
        self.found = found
        self.either = either
        self.every = every
        self.term = term
        self.often: Weighed | None = None
        self.weighed: Weighed | None = None
        self.most = 0.0
        self.frequent = False


NOTHING = Row(0)


def union(rows: Sequence[Row]) -> Row:
    """The papers that any of these rows has."""
    if len(rows) < 2:
        return rows[0] if rows else NOTHING
    return Row(reduce(or_, (row.bits for row in rows)), either=rows)


class Scope:
    """The columns that a field of the query language looks into, with every row asked for so far."""

    def __init__(self, columns: Sequence[tuple[Field, Column]]) -> None:
        self._columns = columns
        self._words_known = _union([column.words for _field, column in columns])
        self._forms_known = _union([column.forms for _field, column in columns])
        self._words: dict[tuple[str, ...], Row] = {}
        self._forms: dict[str, Row] = {}
        self._prefixes: dict[str, Row] = {}

    def row(self, leaf: Leaf) -> Row:
        """The row of one condition; NOTHING if no paper fulfils it, as for most ways to spell a word."""
        if isinstance(leaf, Words):
            terms = leaf.terms
            return self._words.get(terms) or (
                self._find(self._words, terms, Column.phrase, terms[0] if len(terms) == 1 else "")
                if terms[0] in self._words_known and terms[-1] in self._words_known
                else NOTHING
            )
        if isinstance(leaf, Form):
            form = leaf.term
            return self._forms.get(form) or (
                self._find(self._forms, form, Column.form, stem(form[1:]) if form[0] == "=" else "")
                if form in self._forms_known
                else NOTHING
            )
        return self._prefixes.get(leaf.prefix) or self._find(self._prefixes, leaf.prefix, Column.prefix)

    def _find(
        self, rows: dict[Key, Row], asked: Key, find: Callable[[Column, Key], Postings], term: str = ""
    ) -> Row:
        found = [(field, postings) for field, column in self._columns if (postings := find(column, asked))]
        papers = reduce(or_, (postings.keys() for _field, postings in found)) if found else ()
        row = rows[asked] = Row(from_places(papers), found, term=term) if found else NOTHING
        return row


def _union(sets: Sequence[AbstractSet[str]]) -> AbstractSet[str]:
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)
