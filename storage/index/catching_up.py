"""Catching up: papers that changed since the index last looked, as rows of the full-text table."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from itertools import chain

from bot.model.paper import Candidate
from bot.ports import PaperChanges
from bot.text.document import document
from storage.index import pairs
from storage.index.facts import REVISION, keep
from storage.index.rows import row_of
from storage.index.terms import BREAK, columns
from storage.index.vocabulary import count, meet
from storage.sqlite.database import Transaction
from storage.statements import statements

BATCH = 1_000  # papers a transaction: other work on the index waits for 0.1 s at most
MERGED_PAGES = 500  # of the full-text table in one transaction

_SQL = statements("index")


def waiting(index: sqlite3.Connection) -> list[int]:
    """Papers that can be found already, whose words and topics wait."""
    return [key for (key,) in index.execute(_SQL["todo"], {"most": BATCH})]


def done(index: sqlite3.Connection, keys: Sequence[int]) -> None:
    """They wait no more."""
    index.execute(_SQL["done"], {"keys": json.dumps(keys)})


def terms_of(index: sqlite3.Connection, keys: Sequence[int]) -> dict[int, set[str]]:
    """The terms of each of these papers that is in the index, words and forms."""
    rows = index.execute(_SQL["terms"], {"keys": json.dumps(keys)})
    return {key: {term for text in texts for term in text.split()} - {BREAK} for key, *texts in rows}


def count_terms(index: sqlite3.Connection, terms: Mapping[int, AbstractSet[str]]) -> None:
    """In how many papers each term is, these papers included; one whose text has changed counts again."""
    count(index, Counter(chain.from_iterable(terms.values())))


def apply(index: sqlite3.Connection, changed: PaperChanges, met: AbstractSet[str]) -> AbstractSet[str]:
    """The changes, in the caller's transaction; a vote changes a number and no terms.

    `met`: terms that are known to be in the vocabulary. Returns those that are new in it, as far as that is known.
    """
    asked = {"keys": json.dumps([*changed.gone, *(each.key for each in changed.papers)])}
    known = {paper: (row, digest) for paper, row, digest in index.execute(_SQL["known"], asked)}
    drop = [(key, known[key][0]) for key in changed.gone if key in known]
    terms, docs, votes = [], [], []
    found: set[str] = set()
    for each in changed.papers:
        row = row_of(each.signals.first_listed.toordinal(), each.key)
        digest = _digest(each)
        if (before := known.get(each.key)) == (row, digest):
            votes.append({"id": row, "upvotes": each.signals.upvotes})
            continue
        if before:
            drop.append((each.key, before[0]))
        made = columns(words := document(each))
        found.update(words.title, words.abstract, words.title_forms, words.abstract_forms)
        terms.append((row, *made))
        docs.append((row, each.key, each.signals.upvotes, digest, made.title, made.title_forms))
    pairs.forget(index, [key for key, _ in drop])
    index.executemany(_SQL["drop_terms"], [(row,) for _, row in drop])
    index.executemany(_SQL["drop_doc"], [(row,) for _, row in drop])
    index.executemany(_SQL["drop_topic"], [(paper,) for paper, _ in drop])
    index.executemany(_SQL["add_terms"], sorted(terms))
    meet(index, new := found - met)
    index.executemany(_SQL["add_doc"], sorted(docs))
    index.executemany(_SQL["add_todo"], [(paper,) for _, paper, *_ in docs])
    index.executemany(_SQL["upvotes"], votes)
    keep(index, REVISION, changed.revision)
    return new


def tidy(index: sqlite3.Connection, transaction: Transaction, *, wholly: bool) -> None:
    """Merge what adding left behind: where there is much of one size, or (after a rebuild) all of it into one.

    https://sqlite.org/fts5.html#the_merge_command: it is done when fewer than two rows have changed.
    """
    pages = -MERGED_PAGES if wholly else MERGED_PAGES
    changed = 2
    while changed >= 2:
        with transaction():
            before = index.total_changes
            index.execute(_SQL["tidy"], {"pages": pages})
            changed = index.total_changes - before
        pages = MERGED_PAGES


def _digest(each: Candidate) -> bytes:
    """Of all that the document is made of (bot.text.document)."""
    paper = each.paper
    parts = (
        paper.title,
        paper.abstract,
        *paper.authors,
        "",
        paper.organization,
        *paper.categories,
        "",
        *each.signals.sources,
        "code" * bool(paper.code_url),
    )
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
