"""A query narrowed: by the sets of its common words, so that FTS5 has less to walk or nothing at all."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import prod

import numpy as np
from numpy.typing import NDArray

from bot.query.tree import And, Form, Node, Not, Or, Prefix, Words
from storage.index import bits as sets
from storage.index.bits import Bits
from storage.index.commonest import LARGE, up_to_date
from storage.index.expression import pure
from storage.index.paper_sets import PaperSet, PaperSets
from storage.index.rows import ANY_KEY
from storage.index.vocabulary import Vocabulary, is_counted, leaves

WORTH = 100_000  # papers that FTS5 walks past before it has enough (a word and its form count twice): 2 ms
DIRECT = 2_000  # papers that are looked up one by one; of more, FTS5 comes to enough soon
READ = 1_000  # papers whose texts are read, 12 ms; and more where lists are longer:
PER_READ = 400  # papers that FTS5 walks past while one is read
FEWEST = 3  # words of which some are left to their sets
ENOUGH = 20_000  # papers that the others may find together; to read as many takes 4 ms
ANY = 10**9  # papers that may have what is not counted: names, tags, what is left out
PHRASED = 0.005  # of the papers that have the rarest word of a phrase, so many have the phrase, or more


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A query in two parts: of what the rest finds, the papers in `bits`; without a rest, all of those.

    `read`: the texts of those papers must be read as well, since the sets do not say all.
    """

    rest: Node | None
    bits: Bits
    read: bool = False

    def within(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of these rows whose papers are in `bits`."""
        return rows[sets.within(-rows & ANY_KEY, self.bits)]

    def keys(self) -> list[int]:
        """The papers in `bits`."""
        found: list[int] = sets.keys_of(self.bits).tolist()
        return found


def narrowed(
    index: sqlite3.Connection, node: Node, vocabulary: Vocabulary, papers: int, most: int
) -> Narrowed | None:
    """The query in two parts; None where that would not be quicker, or the sets are not up to date.

    `papers`: how many the library has; `most`: how many matches are wanted.
    """
    if papers <= LARGE or not pure(node) or walked(node, vocabulary, papers, most) < WORTH:
        return None
    if not up_to_date(index):
        return None
    known = PaperSets(index, vocabulary)
    every = known.of(node)
    if _is_quicker(every, vocabulary.walked(leaves(node))):
        return Narrowed(None, every.bits, read=not every.exact)
    if not isinstance(node, And) or len(node.nodes) < FEWEST:
        return None
    parts = {each: known.of(each) for each in node.nodes if not isinstance(each, Not)}
    return divided(node, {each: found.bits for each, found in parts.items() if found.exact}, vocabulary, papers)


def _is_quicker(every: PaperSet, lists: int) -> bool:
    """Whether to look up, or read, the papers of a set takes less time than to walk these lists."""
    return sets.count(every.bits) <= (DIRECT if every.exact else max(READ, lists // PER_READ))


def divided(node: And, known: Mapping[Node, Bits], vocabulary: Vocabulary, papers: int) -> Narrowed | None:
    """The query's rarest words, until they find few enough papers, and the sets (`known`) of the others."""
    rest = [each for each in node.nodes if each not in known]
    shares = {each: min(1.0, _at_most(each, vocabulary) / papers) for each in node.nodes}
    left = sorted(known, key=shares.__getitem__)
    while left and (
        all(isinstance(each, Not) for each in rest) or papers * prod(shares[each] for each in rest) > ENOUGH
    ):
        rest.append(left.pop(0))
    if not left:
        return None
    return Narrowed(
        And(tuple(rest)) if len(rest) > 1 else rest[0], reduce(np.bitwise_and, [known[each] for each in left])
    )


def walked(node: Node, vocabulary: Vocabulary, papers: int, most: int) -> float:
    """About how many papers FTS5 walks past until it has `most`: all on its lists, if it does not find so many.

    Every time that a word stands in the query counts.
    """
    lists = sum(vocabulary.walked([leaf]) for leaf in leaves(node))
    found = papers * _share(node, vocabulary, papers)
    return lists * min(1.0, most / found) if found else lists


def _share(node: Node, vocabulary: Vocabulary, papers: int) -> float:
    """About which share of the papers has it, as if words had nothing to do with each other, 0..1.

    What nobody counts is taken for rare.
    """
    match node:
        case And(nodes):
            return prod(_share(each, vocabulary, papers) for each in nodes)
        case Or(nodes):
            return 1 - prod(1 - _share(each, vocabulary, papers) for each in nodes)
        case Not(inner):
            return 1 - _share(inner, vocabulary, papers)
        case Words() | Form() | Prefix() if is_counted(node):
            rarely = PHRASED if isinstance(node, Words) and len(node.terms) > 1 else 1.0
            return min(1.0, vocabulary.papers_with(node) / papers) * rarely
        case _:
            return 0.0


def _at_most(node: Node, vocabulary: Vocabulary) -> int:
    """How many papers may have it: of alternatives as many as the commonest, which is mostly one of them."""
    match node:
        case Words() | Form() | Prefix() if is_counted(node):
            return vocabulary.papers_with(node)
        case Or(nodes):
            return max(_at_most(each, vocabulary) for each in nodes)
        case And(nodes):
            return min(_at_most(each, vocabulary) for each in nodes)
        case _:
            return ANY
