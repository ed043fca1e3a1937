"""How relevant some papers are to a query, by text alone: field-weighted BM25, as for a digest
(bot.ranking.bm25).

FTS5's own `rank` counts the papers of every word of the query in the whole table before it ranks the first
match: 0.1 s for a common word beside a rare one in a million papers, however few papers have both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.query.tree import And, Field, Form, Node, Or, Prefix, Words
from bot.ranking.weights import FIELD_WEIGHTS, K1, B
from storage.index.vocabulary import Vocabulary

OR_REST = 0.2  # of alternatives the best counts, the others a little: two spellings of one word are one word

Scores: TypeAlias = NDArray[np.float64]
_FIELDS = {
    Field.TEXT: (Field.TITLE, Field.ABSTRACT),
    Field.TITLE: (Field.TITLE,),
    Field.ABSTRACT: (Field.ABSTRACT,),
}


def has_text(node: Node) -> bool:
    """Whether there is anything in the query that relevance can be told by."""
    match node:
        case Words() | Form() | Prefix():
            return node.field in _FIELDS
        case And(nodes) | Or(nodes):
            return any(map(has_text, nodes))
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of the papers: words and forms with a space on either side, and what one occurrence counts."""

    words: Sequence[str]
    forms: Sequence[str]
    norms: Scores


class Relevance:
    """Scores of some papers of `papers` in all.

    `rows`: of each the terms of its title and its forms, then (if the abstract counts too) those of its abstract.
    """

    def __init__(self, rows: Sequence[Sequence[str]], vocabulary: Vocabulary, papers: int) -> None:
        self._papers, self._vocabulary, self._size = papers, vocabulary, len(rows)
        self._known: dict[Words | Form | Prefix, Scores] = {}  # "most of these words" asks for each many times
        texts = list(zip(*rows, strict=True))
        self._columns = {
            field: _column(field, texts[at], texts[at + 1])
            for at, field in ((0, Field.TITLE), (2, Field.ABSTRACT))
            if at < len(texts)
        }

    def scores(self, node: Node) -> Scores | None:
        """Of each row: words asked for together add up, of alternatives the best counts, the others a little."""
        match node:
            case Words() | Form() | Prefix():
                if node.field not in _FIELDS:
                    return None
                if node not in self._known:
                    self._known[node] = self._leaf(node)
                return self._known[node]
            case And(nodes) | Or(nodes):
                parts = [part for part in map(self.scores, nodes) if part is not None]
            case _:
                return None
        if not parts:
            return None
        total = reduce(np.add, parts)
        if isinstance(node, And):
            return total
        best = reduce(np.maximum, parts)
        return best + OR_REST * (total - best)

    def _leaf(self, leaf: Words | Form | Prefix) -> Scores:
        frequency = np.zeros(self._size)
        for field in _FIELDS[leaf.field]:
            if field in self._columns:
                frequency += _counts(leaf, self._columns[field])
        papers = min(self._vocabulary.papers_with(leaf), self._papers)
        rarity = math.log(1 + (self._papers - papers + 0.5) / (papers + 0.5))
        scores: Scores = rarity * frequency * (K1 + 1) / (K1 + frequency)
        return scores


def _counts(leaf: Words | Form | Prefix, column: _Column) -> Scores:
    match leaf:
        case Words(terms):
            counts = _count(column.words, f" {' '.join(terms)} ")
        case Form(term):
            counts = _count(column.forms, f" {term} ")
        case Prefix(prefix):
            counts = _count(column.words, f" {prefix}") + _count(column.forms, f" {prefix}")
    return counts * column.norms


def _column(field: Field, words: Sequence[str], forms: Sequence[str]) -> _Column:
    lengths = np.array([len(text) for text in words], np.float64)
    norms = FIELD_WEIGHTS[field] / (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    return _Column(words, forms, norms)


def _count(texts: Sequence[str], sought: str) -> Scores:
    return np.array([text.count(sought) for text in texts], np.float64)
