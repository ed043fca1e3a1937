"""The commonest terms of a large library as sets of papers, each a bit by the paper's key.

FTS5 finds the papers that have several words by walking the list of every word to its end: 20 ns a paper and
word, 12 ms for four words that a tenth to a third of a million papers have. So the rarest words of such a query
are looked up, and what they find is held against the bits of the others.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from math import prod

import numpy as np
from numpy.typing import NDArray

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Words
from storage.database import Transaction
from storage.index.expression import fts, pure
from storage.index.facts import PAPERS, keep, kept
from storage.index.rows import ANY_KEY
from storage.index.vocabulary import Vocabulary
from storage.statements import statements

LARGE = 100_000  # papers of a library whose lists are long
SHARE = 25  # a term that one paper in so many has is common
MOST = 1_024  # terms, an eighth of a megabyte each in a library of a million: there, 576 were common
BLOCK = 2**17  # papers whose bits are written together, 16 KB a term
GROWTH = 1.2  # times as many papers as when the terms were chosen: they are chosen anew
FEWEST = 3  # words; of two, FTS5 comes to enough papers sooner
ENOUGH = 20_000  # papers that the rarest words may find together; to read as many takes 4 ms
RARE = 1_000  # papers that write a common word otherwise, up to which they are looked up beside its bits
ANY = 10**9  # papers that may have what is not counted: names, tags, what is left out
DIRECT = 2_000  # papers that common words alone may have in common to be looked up one by one

_CHOSEN = "commonest"  # at how many papers the terms were chosen
_SQL = statements("commonest")
Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A query in two parts: of what the rest finds, the papers in `bits`; without a rest, all of those."""

    rest: Node | None
    bits: Bits

    def within(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of these rows whose papers are in `bits`."""
        keys = -rows & ANY_KEY
        inside = keys < self.bits.size * 8
        rows, keys = rows[inside], keys[inside]
        found: NDArray[np.int64] = rows[(self.bits[keys >> 3] >> (keys & 7) & 1).astype(np.bool_)]
        return found

    def keys(self) -> list[int]:
        """The papers in `bits`."""
        found: list[int] = np.unpackbits(self.bits, bitorder="little").nonzero()[0].tolist()
        return found


def narrowed(index: sqlite3.Connection, node: Node, vocabulary: Vocabulary, papers: int) -> Narrowed | None:
    """The query in two parts; None where that would not be quicker, or the bits are not up to date.

    `papers`: how many the library has.
    """
    if papers <= LARGE or not isinstance(node, And) or len(node.nodes) < FEWEST or not pure(node):
        return None
    known = {each: bits for each in node.nodes if (bits := _bits(index, each, vocabulary)) is not None}
    if not known or index.execute(_SQL["waiting"]).fetchone():
        return None
    return divided(node, known, vocabulary, papers)


def divided(node: And, known: Mapping[Node, Bits], vocabulary: Vocabulary, papers: int) -> Narrowed | None:
    """The query's rarest words, until they find few enough papers, and the bits (`known`) of the others."""
    rest = [each for each in node.nodes if each not in known]
    if not rest and _size(every := _intersection(known.values())) <= DIRECT:
        return Narrowed(None, every)
    shares = {each: min(1.0, _papers(each, vocabulary) / papers) for each in node.nodes}
    common = sorted(known, key=shares.__getitem__)
    while common and (
        all(isinstance(each, Not) for each in rest) or papers * prod(shares[each] for each in rest) > ENOUGH
    ):
        rest.append(common.pop(0))
    if not common:
        return None
    return Narrowed(And(tuple(rest)) if len(rest) > 1 else rest[0], _intersection(known[each] for each in common))


def learn(index: sqlite3.Connection, terms: Mapping[int, AbstractSet[str]]) -> None:
    """These papers (by key) have these terms and no others; within the caller's transaction."""
    for block, group in groupby(sorted(terms), key=lambda key: key // BLOCK):
        keys = list(group)
        places, masks = _places(np.array(keys, np.int64) % BLOCK)
        for term, blob in index.execute(_SQL["block"], {"block": block}).fetchall():
            has = np.array([term in terms[key] for key in keys], np.bool_)
            bits = np.frombuffer(blob, np.uint8).copy() if blob else np.zeros(BLOCK // 8, np.uint8)
            np.bitwise_and.at(bits, places, ~masks)
            np.bitwise_or.at(bits, places[has], masks[has])
            if (after := bits.tobytes()) != blob:
                index.execute(_SQL["keep"], {"term": term, "block": block, "keys": after})


def keep_up(index: sqlite3.Connection, transaction: Transaction) -> None:
    """Choose the terms once the library is large, and anew as it grows; each has a transaction of its own."""
    papers, chosen = int(kept(index, PAPERS) or 0), int(kept(index, _CHOSEN) or 0)
    if papers <= LARGE or papers < chosen * GROWTH:
        return
    asked = {"least": papers // SHARE, "most": MOST}
    wanted = {term for (term,) in index.execute(_SQL["wanted"], asked)}
    there = {term for (term,) in index.execute(_SQL["there"])}
    for term in sorted(there - wanted):
        with transaction():
            index.execute(_SQL["drop"], {"term": term})
    for term in sorted(wanted - there):
        with transaction():
            bits = _set(_keys(index, f'"{term}"'))
            for block, piece in enumerate(bits.reshape(-1, BLOCK // 8)):
                index.execute(_SQL["keep"], {"term": term, "block": block, "keys": piece.tobytes()})
    with transaction():
        keep(index, _CHOSEN, papers)


def _size(bits: Bits) -> int:
    return int.from_bytes(bits.tobytes(), "little").bit_count()


def _bits(index: sqlite3.Connection, node: Node, vocabulary: Vocabulary) -> Bits | None:
    """The papers of a word, if it is a common one, with those that write it otherwise, if they are few."""
    match node:
        case Or((Words((word,), Field.TEXT), Form(form, Field.TEXT), *others)) if word == form:
            blocks = dict(index.execute(_SQL["bits"], {"term": word}))
        case _:
            blocks = {}
    if not blocks or sum(_papers(each, vocabulary) for each in others) > RARE:
        return None
    nothing = bytes(BLOCK // 8)
    bits = np.frombuffer(b"".join(blocks.get(n, nothing) for n in range(max(blocks) + 1)), np.uint8)
    return _union(bits, _set(_keys(index, fts(Or(tuple(others)))))) if others else bits


def _keys(index: sqlite3.Connection, match: str) -> NDArray[np.int64]:
    return np.fromiter((key for (key,) in index.execute(_SQL["papers"], {"match": match})), np.int64)


def _set(keys: NDArray[np.int64]) -> Bits:
    """These papers as bits, in whole blocks."""
    flags = np.zeros((int(keys.max(initial=0)) // BLOCK + 1) * BLOCK, np.bool_)
    flags[keys] = True
    return np.packbits(flags, bitorder="little")


def _places(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bits]:
    """In which byte each is, and which bit of it."""
    return keys >> 3, np.left_shift(1, keys & 7).astype(np.uint8)


def _papers(node: Node, vocabulary: Vocabulary) -> int:
    """About how many papers have it: of alternatives as many as the commonest, which is mostly one of them."""
    match node:
        case Words() | Form() | Prefix() if node.field in _TEXT:
            return vocabulary.papers_with(node)
        case Or(nodes):
            return max(_papers(each, vocabulary) for each in nodes)
        case And(nodes):
            return min(_papers(each, vocabulary) for each in nodes)
        case _:
            return ANY


_TEXT = (Field.TEXT, Field.TITLE, Field.ABSTRACT)


def _union(one: Bits, other: Bits) -> Bits:
    few, many = sorted((one, other), key=len)
    found = many.copy()
    found[: few.size] |= few
    return found


def _intersection(sets: Iterable[Bits]) -> Bits:
    every: Sequence[Bits] = list(sets)
    size = min(each.size for each in every)
    found = every[0][:size].copy()
    for each in every[1:]:
        found &= each[:size]
    return found
