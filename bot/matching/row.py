"""A row: what one condition on words finds among the day's papers."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.bits import Places, from_places
from bot.matching.column import Column, Postings
from bot.query.tree import Field, Form, Prefix, Words

Scores = NDArray[np.float64]
Weighed = Scores | tuple[Places, Scores]  # what the row adds to the score of each paper, or of few places
Leaf = Words | Form | Prefix
LEAVES = (Words, Form, Prefix)  # made once: `isinstance(node, A | B)` builds the union anew at each call
Key = TypeVar("Key", bound=Hashable)


class Row:
    """Papers as bits, and in which fields and how often each has it. `weighed` is the scorer's own note."""

    __slots__ = ("bits", "found", "weighed")

    def __init__(self, found: Sequence[tuple[Field, Postings]]) -> None:
        self.found = found
        self.bits = 0
        for _field, postings in found:
            self.bits |= from_places(postings)
        self.weighed: Weighed | None = None


NOTHING = Row(())


class Scope:
    """The columns that a field of the query language looks into, with every row asked for so far."""

    def __init__(self, columns: Sequence[tuple[Field, Column]]) -> None:
        self._columns = columns
        self._words: dict[tuple[str, ...], Row] = {}
        self._forms: dict[str, Row] = {}
        self._prefixes: dict[str, Row] = {}

    def row(self, leaf: Leaf) -> Row:
        """The row of one condition; NOTHING if no paper fulfils it."""
        if isinstance(leaf, Words):
            return self._words.get(leaf.terms) or self._find(self._words, leaf.terms, Column.phrase)
        if isinstance(leaf, Form):
            return self._forms.get(leaf.term) or self._find(self._forms, leaf.term, Column.form)
        return self._prefixes.get(leaf.prefix) or self._find(self._prefixes, leaf.prefix, Column.prefix)

    def _find(self, rows: dict[Key, Row], asked: Key, find: Callable[[Column, Key], Postings]) -> Row:
        every = ((field, find(column, asked)) for field, column in self._columns)
        found = tuple((field, postings) for field, postings in every if postings)
        row = rows[asked] = Row(found) if found else NOTHING
        return row
