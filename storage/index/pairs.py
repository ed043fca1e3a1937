"""Pairs of words in a large library: every two neighbours of a text as one term, so that a phrase is looked up.

FTS5 walks the lists of all words of a phrase with their places: 25 ms for two common words among a million papers
that hardly ever stand together, 80 ms for "learning to learn". The list of a pair is as short as what it finds.
Search engines know this as common grams or a next-word index.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise

from storage import gc_pause
from storage.index.bits import Keys
from storage.index.commonest import LARGE
from storage.index.facts import PAPERS, keep, kept
from storage.index.rows import ANY_KEY, numbers
from storage.sqlite.database import Transaction
from storage.statements import statements

BATCH = 1_000  # papers a transaction
MOST = 5_000  # papers that have a phrase; of more, FTS5 soon finds enough

_DONE = "paired"  # the key up to which papers have their pairs
_SQL = statements("pairs")


def papers_of(index: sqlite3.Connection, phrase: Sequence[str]) -> Keys | None:
    """The papers that have every pair of a phrase, by key; None if too many have, or they are still to be made."""
    if _done(index) < ANY_KEY:
        return None
    match = " AND ".join(f'"{pair}"' for pair in _pairs(phrase))
    (text,) = index.execute(_SQL["papers"], {"match": match, "most": MOST + 1}).fetchone()
    keys = numbers(text)
    return keys if keys.size <= MOST else None


def learn(index: sqlite3.Connection, keys: Sequence[int]) -> None:
    """These papers' pairs, if those of the papers before them are there; within the caller's transaction."""
    done = _done(index)
    _add(index, [key for key in keys if key <= done])


def forget(index: sqlite3.Connection, keys: Sequence[int]) -> None:
    """The pairs of papers whose texts are about to go."""
    rows = index.execute(_SQL["with"], {"keys": json.dumps(keys)}).fetchall()
    index.executemany(_SQL["drop"], [(key, _text(texts)) for key, *texts in rows])


def keep_up(index: sqlite3.Connection, transaction: Transaction) -> None:
    """The pairs of all papers once the library is large; from then on `learn` has them."""
    if int(kept(index, PAPERS) or 0) <= LARGE:
        return
    while (done := _done(index)) < ANY_KEY:
        with gc_pause.asleep(), transaction():
            keys = [key for (key,) in index.execute(_SQL["after"], {"key": done, "most": BATCH})]
            _add(index, keys)
            keep(index, _DONE, keys[-1] if keys else ANY_KEY)


def _add(index: sqlite3.Connection, keys: Sequence[int]) -> None:
    rows = index.execute(_SQL["without"], {"keys": json.dumps(keys)}).fetchall()
    index.executemany(_SQL["add"], [(key, _text(texts)) for key, *texts in rows])


def _text(texts: Iterable[str]) -> str:
    """A paper's pairs, each once."""
    return " ".join(sorted({pair for text in texts for pair in _pairs(text.split())}))


def _pairs(words: Sequence[str]) -> Iterable[str]:
    return map("|".join, pairwise(words))


def _done(index: sqlite3.Connection) -> int:
    return int(kept(index, _DONE) or 0)
