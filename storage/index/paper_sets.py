"""The papers that the parts of one query find, as bits."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from bot.query.tree import And, Field, Form, Node, Not, Or, Words
from storage.index import commonest, pairs
from storage.index.bits import Bits, from_keys
from storage.index.expression import fts
from storage.index.vocabulary import COUNTED, Vocabulary, is_counted

FETCHED = 20_000  # papers on the lists of words that are not common, up to which they are looked up: 3 ms


class PaperSet(NamedTuple):
    """Papers; `exact`: those that a query finds, else all of those and others."""

    bits: Bits
    exact: bool


class PaperSets:
    """Sets of common words are read, those of rare ones and of pairs looked up; each once a query.

    What takes long to look up, and what nobody counts, may be any paper.
    """

    def __init__(self, index: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._index, self._vocabulary = index, vocabulary
        self._size = commonest.size(index)
        self._any = PaperSet(np.full(self._size, 255, np.uint8), exact=False)
        self._read: dict[str, Bits | None] = {}
        self._looked_up: dict[str, PaperSet] = {}
        self._phrases: dict[Words, PaperSet] = {}

    def of(self, node: Node) -> PaperSet:
        """The papers that it finds, or that it may find."""
        match node:
            case And(nodes):
                return _together(np.bitwise_and, map(self.of, nodes))
            case Or(nodes):
                return self._either(nodes)
            case Not(inner):
                found = self.of(inner)
                return PaperSet(~found.bits, exact=True) if found.exact else self._any
            case _:
                return self._either((node,))

    def _either(self, nodes: Sequence[Node]) -> PaperSet:
        """A common word is read, together with the same term as a form; what is rare is looked up together."""
        found: list[PaperSet] = []
        rare: list[Node] = []
        for node in nodes:
            match node:
                case And() | Or() | Not():
                    found.append(self.of(node))
                case Words((_, _, *_), field) if field in COUNTED:
                    found.append(self._phrase(node))
                case Words((term,), field) | Form(term, field) if (
                    field in COUNTED and (bits := self._common(term)) is not None
                ):
                    whole = field is Field.TEXT and {Words((term,)), Form(term)} <= set(nodes)
                    found.append(PaperSet(bits, whole))
                case _:
                    rare.append(node)
        if rare:
            found.append(self._rare(rare))
        return _together(np.bitwise_or, found)

    def _common(self, term: str) -> Bits | None:
        if term not in self._read:
            self._read[term] = commonest.papers_of(self._index, term, self._size)
        return self._read[term]

    def _phrase(self, phrase: Words) -> PaperSet:
        """By its pairs; if too many papers have those, whatever has its words."""
        if phrase not in self._phrases:
            keys = pairs.papers_of(self._index, phrase.terms)
            if keys is None:
                found = self.of(And(tuple(Or((Words((term,)), Form(term))) for term in phrase.terms)))
                self._phrases[phrase] = PaperSet(found.bits, exact=False)
            else:
                exact = not keys.size or (len(phrase.terms) == 2 and phrase.field is Field.TEXT)
                self._phrases[phrase] = PaperSet(from_keys(keys, self._size), exact)
        return self._phrases[phrase]

    def _rare(self, leaves: Sequence[Node]) -> PaperSet:
        counted = [leaf for leaf in leaves if is_counted(leaf)]
        if len(counted) < len(leaves) or self._vocabulary.walked(counted) > FETCHED:
            return self._any
        match = fts(Or(tuple(counted)))
        if match not in self._looked_up:
            keys = commonest.keys_of(self._index, match)
            self._looked_up[match] = PaperSet(from_keys(keys, self._size), exact=True)
        return self._looked_up[match]


def _together(operation: np.ufunc, sets: Iterable[PaperSet]) -> PaperSet:
    every = list(sets)
    return PaperSet(reduce(operation, [each.bits for each in every]), all(each.exact for each in every))
