"""The commonest terms of a large library as sets of papers, each a bit by the paper's key.

FTS5 finds the papers that have several words by walking the list of every word to its end: 25 ns a paper and
word, 20 ms for four words that a tenth to a third of a million papers have. As bits, 0.1 ms a word
(storage.index.paper_sets). They are derived from the lists, and wait no longer than words and topics do.
"""

import sqlite3
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import groupby

import numpy as np

from storage.index.bits import Bits, Keys, from_keys
from storage.index.facts import PAPERS, keep, kept
from storage.index.rows import numbers
from storage.sqlite.database import Transaction
from storage.statements import statements

LARGE = 100_000  # papers of a library whose lists are long
SHARE = 200  # a term that one paper in so many has is common
MOST = 4_096  # terms, an eighth of a megabyte each in a library of a million: there, 2,221 were common
BLOCK = 32_000  # papers whose bits are written together: 4,000 bytes, with what goes before them a page
GROWTH = 1.2  # times as many papers as when the terms were chosen: they are chosen anew

_CHOSEN = "commonest"  # at how many papers the terms were chosen
_SQL = statements("commonest")


def size(index: sqlite3.Connection) -> int:
    """Bytes of a set of papers: whole blocks for every key that there is."""
    (last,) = index.execute(_SQL["last"]).fetchone()
    return ((last or 0) // BLOCK + 1) * (BLOCK // 8)


def papers_of(index: sqlite3.Connection, term: str, length: int) -> Bits | None:
    """The papers that have a term, in so many bytes; None if it is not a common one."""
    blocks = dict(index.execute(_SQL["bits"], {"term": term}))
    if not blocks:
        return None
    nothing = bytes(BLOCK // 8)
    whole = b"".join(blocks.get(block, nothing) for block in range(length * 8 // BLOCK))
    return np.frombuffer(whole, np.uint8)


def up_to_date(index: sqlite3.Connection) -> bool:
    """Whether the sets know every paper that can be found."""
    return index.execute(_SQL["waiting"]).fetchone() is None


def keys_of(index: sqlite3.Connection, match: str) -> Keys:
    """The papers that an FTS5 expression finds, by key."""
    (text,) = index.execute(_SQL["papers"], {"match": match}).fetchone()
    return numbers(text)


def learn(index: sqlite3.Connection, terms: Mapping[int, AbstractSet[str]]) -> None:
    """These papers (by key) have these terms and no others; within the caller's transaction."""
    for block, group in groupby(sorted(terms), key=lambda key: key // BLOCK):
        keys = list(group)
        blobs: dict[str, bytes | None] = dict(index.execute(_SQL["block"], {"block": block}))
        having: dict[str, list[int]] = {}
        for key in keys:
            for term in terms[key] & blobs.keys():
                having.setdefault(term, []).append(key % BLOCK)
        others = ~from_keys(np.array(keys, np.int64) % BLOCK, BLOCK // 8)
        for term, blob in blobs.items():
            bits = (np.frombuffer(blob, np.uint8) if blob else np.zeros_like(others)) & others
            bits |= from_keys(np.array(having.get(term, []), np.int64), BLOCK // 8)
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
            bits = from_keys(keys_of(index, f'"{term}"'), size(index))
            for block, piece in enumerate(bits.reshape(-1, BLOCK // 8)):
                index.execute(_SQL["keep"], {"term": term, "block": block, "keys": piece.tobytes()})
    with transaction():
        keep(index, _CHOSEN, papers)
