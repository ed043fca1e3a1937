"""The space of topics: latent semantic analysis of weighted terms.

S. Deerwester et al., "Indexing by Latent Semantic Analysis" (1990); the truncated singular value decomposition
by random projection and power iterations of N. Halko, P. G. Martinsson, J. A. Tropp, "Finding Structure with
Randomness" (2011), algorithm 4.4.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import stem

DIMENSIONS = 24  # nDCG@10 on the saved pages: 16 .567, 24 .570, 48 .560
TITLE_COUNTS = 2  # a word of the title as so many of the abstract's
RAREST = 2  # papers of the sample that a term is in, to have a direction in the space
COMMONEST = 0.5  # share of the papers: what more have says nothing
MAX_TERMS = 40_000  # the commonest; 4 MB of directions
_EXTRA = 10  # directions more than wanted while they are looked for
_ROUNDS = 5  # power iterations
_SLICE = 100_000  # entries worked on at a time: 14 MB

Matrix = NDArray[np.float32]
_SMALL = frozenset(map(stem, STOP_WORDS)) | STOP_WORDS


def grams(title: str, abstract: str) -> Counter[str]:
    """The single words and pairs of neighbours that say something, with how often."""
    counts: Counter[str] = Counter()
    for text, weight in ((title, TITLE_COUNTS), (abstract, 1)):
        before = ""
        for word in text.split():
            telling = "" if word in _SMALL else word
            if telling:
                counts[telling] += weight
                if before:
                    counts[f"{before} {telling}"] += weight
            before = telling
    return counts


def shared_grams(title: str, abstract: str, wanted: Mapping[str, float]) -> dict[str, int]:
    """The same, only of those wanted; both words of a wanted pair are wanted themselves."""
    counts: dict[str, int] = {}
    for text, weight in ((title, TITLE_COUNTS), (abstract, 1)):
        before = ""
        for word in text.split():
            if word in wanted:
                counts[word] = counts.get(word, 0) + weight
                if before and (pair := f"{before} {word}") in wanted:
                    counts[pair] = counts.get(pair, 0) + weight
                before = word
            else:
                before = ""
    return counts


@dataclass(frozen=True, slots=True)
class Space:
    """The space made from a sample of `papers`: for each term its place, rarity and direction."""

    papers: int
    places: Mapping[str, int]
    rarity: NDArray[np.float32]
    directions: Matrix

    @property
    def dimensions(self) -> int:
        """How many numbers place a paper."""
        return int(self.directions.shape[1])

    def weights(self, counts: Mapping[str, int]) -> dict[str, float]:
        """TF-IDF of a paper's terms; what the sample had not (or once) is as rare as can be."""
        unknown = math.log((1 + self.papers) / 2) + 1
        rarity, places = self.rarity, self.places
        found = {}
        for gram, count in counts.items():
            at = places.get(gram)
            found[gram] = (1 + math.log(count)) * (unknown if at is None else float(rarity[at]))
        return found

    def place(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Where a paper with these terms lies: of length 1, or 0 where none of the terms is known."""
        known = [(at, weight) for gram, weight in weights.items() if (at := self.places.get(gram)) is not None]
        if not known:
            return np.zeros(self.dimensions, np.float32)
        found = np.array([weight for _, weight in known], np.float32) @ self.directions[[at for at, _ in known]]
        length = float(np.linalg.norm(found))
        return found / length if length else found


def make(sample: Sequence[tuple[str, str]]) -> Space:
    """The space of these (title, abstract) terms; the same sample makes the same space."""
    counted = [grams(title, abstract) for title, abstract in sample]
    spread = Counter(gram for counts in counted for gram in counts)
    usual = [gram for gram, papers in spread.items() if RAREST <= papers <= max(COMMONEST * len(sample), RAREST)]
    usual = sorted(sorted(usual, key=lambda gram: (-spread[gram], gram))[:MAX_TERMS])
    places = {gram: at for at, gram in enumerate(usual)}
    rarity = np.array([math.log((1 + len(sample)) / (1 + spread[gram])) + 1 for gram in usual], np.float32)
    entries = _Entries(list(_rows(counted, places, rarity)), len(sample), len(usual))
    return Space(len(sample), places, rarity, _directions(entries))


def _rows(
    counted: Sequence[Counter[str]], places: Mapping[str, int], rarity: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """Of each paper, its terms' places and weights, of length 1."""
    for counts in counted:
        known = sorted((places[gram], count) for gram, count in counts.items() if gram in places)
        at = np.array([place for place, _ in known], np.int32)
        weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * rarity[at]
        yield at, weights / max(float(np.linalg.norm(weights)), 1e-9)


class _Entries:
    """A sparse matrix of papers by terms that can be multiplied from both sides."""

    def __init__(
        self, rows: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]], papers: int, terms: int
    ) -> None:
        self.papers, self.terms = papers, terms
        self._row = np.repeat(np.arange(papers, dtype=np.int32), [at.size for at, _ in rows])
        self._column = np.concatenate([at for at, _ in rows]) if rows else np.zeros(0, np.int32)
        self._value = np.concatenate([value for _, value in rows]) if rows else np.zeros(0, np.float32)
        self._by_column = np.argsort(self._column, kind="stable")

    def times(self, right: Matrix) -> Matrix:
        """The matrix (papers x terms) times terms x n."""
        return _product(self._row, self._column, self._value, right, self.papers)

    def turned_times(self, right: Matrix) -> Matrix:
        """The same turned: terms x papers times papers x n."""
        order = self._by_column
        return _product(self._column[order], self._row[order], self._value[order], right, self.terms)


def _product(
    row: NDArray[np.int32], column: NDArray[np.int32], value: NDArray[np.float32], right: Matrix, height: int
) -> Matrix:
    """`row` ascends, so that the entries of one row are summed as a run."""
    found = np.zeros((height, right.shape[1]), np.float32)
    for start in range(0, row.size, _SLICE):
        part = slice(start, start + _SLICE)
        runs = np.flatnonzero(np.diff(row[part], prepend=-1))
        found[row[part][runs]] += np.add.reduceat(right[column[part]] * value[part, None], runs, axis=0)
    return found


def _directions(entries: _Entries) -> Matrix:
    wanted = min(DIMENSIONS, entries.papers, entries.terms)
    if not wanted:
        return np.zeros((entries.terms, DIMENSIONS), np.float32)
    tried = min(wanted + _EXTRA, entries.papers, entries.terms)
    found = np.random.default_rng(0).standard_normal((entries.papers, tried)).astype(np.float32)
    for _ in range(_ROUNDS):  # on the side of the papers, which are fewer than the terms
        found = np.linalg.qr(entries.times(entries.turned_times(found)))[0]
    seen = entries.turned_times(found)
    _, turn = np.linalg.eigh(seen.T.astype(np.float64) @ seen)  # ascending
    left = seen @ turn[:, : -wanted - 1 : -1].astype(np.float32)
    unit: Matrix = left / np.maximum(np.linalg.norm(left, axis=0), np.float32(1e-9))
    return unit
