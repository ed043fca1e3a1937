"""Looking things up in the full-text table, in two phases, so that a broad query is as quick as a rare one.

`ORDER BY rank` scores every match (0.7 µs each, 0.6 s for a common word among a million papers). So what matches
is collected first, no further than a cap. Few: ranked by relevance. Many: the newest, ordered by what their titles
say; the scan goes from the newest down and stops as soon as it has enough.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.evaluate import asks_trending
from bot.ports import Found, Hit
from bot.query.tree import Node, Query
from storage.index.expression import Condition, condition
from storage.index.facts import PAPERS, kept, size
from storage.index.relevance import Relevance, has_text
from storage.index.rows import ANY_KEY, key_of
from storage.index.vocabulary import Vocabulary, known, look_up, spelt_out
from storage.statements import statements

CAP = 2_000  # matches up to which a list is ranked
RANKED = 500  # of those, how many are compared word by word (10 µs each), the best by their titles
NEWEST = 500  # of more matches, those from which the list is made

_SQL = statements("search")
_ROW = "SELECT 1 FROM doc WHERE doc.id = paper_index.rowid"
_SLOT = "1 /* where */"


@dataclass(frozen=True, slots=True)
class _Looking:
    """One query's way through the index; papers with a greater key than `before` came later."""

    index: sqlite3.Connection
    before: int

    def rows(self, statement: str, asked: Condition, most: int) -> list[int]:
        """The rows that a statement finds."""
        if asked.match:
            where = "1"
            if asked.where:
                where = f"EXISTS ({_ROW} AND ({asked.where}))"  # made of names and bound values alone
        else:
            where = f"({asked.where})"
        bound = {f"v{n}": value for n, value in enumerate(asked.values)}
        bound |= {"match": asked.match, "before": self.before, "most": most}
        return [row for (row,) in self.index.execute(_SQL[statement].replace(_SLOT, where), bound)]


def search(index: sqlite3.Connection, query: Query, limit: int, before: int | None) -> Found:
    """The best matches of a query; see the module."""
    vocabulary = look_up(index, query.root)
    root = known(query.root, vocabulary)
    if root is None:
        return Found((), 0, exact=True)
    full = spelt_out(root, vocabulary)
    asked = condition(full)
    looking = _Looking(index, ANY_KEY if before is None else before)
    if not asked.match:
        order = "most_upvoted" if asks_trending(root) else "browse"
        return _unranked(looking.rows(order, asked, max(CAP + 1, limit)), limit)
    matching = looking.rows("newest", asked, CAP + 1)
    if not has_text(root):
        return _unranked(matching, limit)
    if len(matching) > CAP:
        titled = [row for row, _ in _ranked(index, "titles", matching[:NEWEST], root, vocabulary)]
        return Found(_hits(titled[:limit]), CAP, exact=False)
    best = matching
    if len(matching) > RANKED:
        best = [row for row, _ in _ranked(index, "titles", matching, root, vocabulary)[:RANKED]]
    ranked = _ranked(index, "rows", best, root, vocabulary)[:limit]
    return Found(tuple(Hit(key_of(row), score) for row, score in ranked), len(matching), exact=True)


def _ranked(
    index: sqlite3.Connection, statement: str, rows: Sequence[int], root: Node, vocabulary: Vocabulary
) -> list[tuple[int, float]]:
    """The rows with their relevance, the best first; of equals the newest."""
    papers = int(kept(index, PAPERS) or 0) or size(index)
    found = index.execute(_SQL[statement], {"rows": json.dumps(rows)}).fetchall()
    scores = Relevance([row[1:] for row in found], vocabulary, papers).scores(root) if found else None
    if scores is None:
        scores = np.zeros(len(found))
    numbers = [row[0] for row in found]
    return sorted(zip(numbers, scores.tolist(), strict=True), key=lambda each: (-each[1], -each[0]))


def _unranked(rows: Sequence[int], limit: int) -> Found:
    return Found(_hits(rows[:limit]), min(len(rows), CAP), exact=len(rows) <= CAP)


def _hits(rows: Sequence[int]) -> tuple[Hit, ...]:
    return tuple(Hit(key_of(row), 0.0) for row in rows)
