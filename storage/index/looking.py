"""Looking things up in the full-text table, in two phases, so that a broad query is as quick as a rare one.

`ORDER BY rank` scores every match (0.7 µs each, 0.6 s for a common word among a million papers). So what matches
is collected first, no further than a cap. Few: ranked by relevance. Many: the newest, ordered by what their titles
say; the scan goes from the newest on and stops as soon as it has enough.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.evaluate import asks_trending
from bot.ports import Found, Hit
from bot.query.tree import Node, Query
from storage.index.commonest import LARGE
from storage.index.expression import Condition, alternatives, condition
from storage.index.facts import PAPERS, kept, size
from storage.index.narrowed import Narrowed, narrowed
from storage.index.relevance import Relevance, has_text
from storage.index.rows import ANY_KEY, key_of, numbers
from storage.index.texts import matching
from storage.index.vocabulary import Vocabulary, known, look_up, spelt_out
from storage.statements import statements

CAP = 1_000  # matches up to which a list is ranked; of more the newest so many are looked at
LARGE_CAP = 400  # the same in a large library, whose lists are long; to rank as many takes 5 ms
RANKED = 100  # of those, how many are compared word by word (10 µs each), the best by their titles
COMMONEST = 48  # terms that a beginning stands for, where it finds more than the cap with those alone
PART = 2_000  # rows held against the bits of common words at a time
FEW = 5_000  # papers that satisfy a condition on numbers, up to which the text is looked for in those alone

_SQL = statements("search")
_ROW = "SELECT 1 FROM doc WHERE doc.id = paper_index.rowid"
_SLOT = "1 /* where */"


@dataclass(frozen=True, slots=True)
class _Looking:
    """One query's way through the index; papers with a greater key than `before` came later."""

    index: sqlite3.Connection
    asked: Node  # its beginnings are not spelt out
    before: int
    vocabulary: Vocabulary
    papers: int  # in all

    def newest(self, node: Node, most: int) -> list[int]:
        """The newest rows that match, no more than `most`. The newest of alternatives are among those of each."""
        found: set[int] = set()
        for each in alternatives(node):
            narrow = narrowed(self.index, each, self.vocabulary, self.papers, most)
            read = self.asked if each == node else each
            found.update(self._within(narrow, read, most) if narrow else self._newest(condition(each), most))
        return sorted(found)[:most]

    def _within(self, narrow: Narrowed, read: Node, most: int) -> list[int]:
        """The same of a query in two parts."""
        bound: dict[str, int | str] = {"before": self.before, "most": -1}
        if narrow.rest is None:
            bound |= {"keys": json.dumps(narrow.keys()), "most": -1 if narrow.read else most}
            newest = [row for (row,) in self.index.execute(_SQL["newest_of_keys"], bound)]
            return self._read(newest, read, most) if narrow.read else newest
        bound |= {"match": condition(narrow.rest).match, "after": -(2**63), "most": PART}
        found: list[int] = []
        while len(found) < most:
            (text,) = self.index.execute(_SQL["next"], bound).fetchone()
            rows = np.sort(numbers(text))  # SQL promises no order within the text
            found += narrow.within(rows).tolist()
            if rows.size < PART:
                break
            bound["after"] = int(rows[-1])
        return found[:most]

    def _read(self, rows: Sequence[int], node: Node, most: int) -> list[int]:
        """Those of these rows whose texts are what is asked for, no more than `most`."""
        found: list[int] = []
        for start in range(0, len(rows), most):
            found += matching(self.index, rows[start : start + most], node)
            if len(found) >= most:
                break
        return found[:most]

    def most_upvoted(self, node: Node, most: int) -> list[int]:
        """The same of a condition without text, in another order."""
        return self._rows("most_upvoted", condition(node), most)

    def _newest(self, asked: Condition, most: int) -> list[int]:
        """A condition that few rows satisfy is looked up first, and the text in those alone."""
        few = asked.plain and self._rows("satisfying", asked, FEW)[0] < FEW
        if asked.match:
            return self._rows("newest_of_few" if few else "newest", asked, most)
        return self._rows("browse_few" if few else "browse", asked, most)

    def _rows(self, statement: str, asked: Condition, most: int) -> list[int]:
        where = f"({asked.where})" if asked.where else "1"  # made of names and bound values alone
        if asked.match and asked.where and statement == "newest":
            where = f"EXISTS ({_ROW} AND {where})"
        bound = {f"v{n}": value for n, value in enumerate(asked.values)}
        bound |= {"match": asked.match, "before": self.before, "most": most}
        return [row for (row,) in self.index.execute(_SQL[statement].replace(_SLOT, where), bound)]


@dataclass(frozen=True, slots=True)
class _Ranking:
    """One query's order of papers that match it."""

    index: sqlite3.Connection
    root: Node
    vocabulary: Vocabulary
    papers: int  # in all

    def order(self, statement: str, rows: Sequence[int]) -> list[tuple[int, float]]:
        """The rows with their relevance by what the statement reads of them; of equals the newest first."""
        found = self.index.execute(_SQL[statement], {"rows": json.dumps(rows)}).fetchall()
        if not found:
            return []
        numbers = np.array([row[0] for row in found], np.int64)
        scores = Relevance([row[1:] for row in found], self.vocabulary, self.papers).scores(self.root)
        if scores is None:
            scores = np.zeros(len(found))
        order = np.lexsort((numbers, -scores))
        return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


def search(index: sqlite3.Connection, query: Query, limit: int, before: int | None) -> Found:
    """The best matches of a query; see the module."""
    vocabulary = look_up(index, query.root)
    root = known(query.root, vocabulary)
    if root is None:
        return Found((), 0, exact=True)
    papers = int(kept(index, PAPERS) or 0) or size(index)
    cap = CAP if papers <= LARGE else LARGE_CAP
    part, whole = spelt_out(root, vocabulary, COMMONEST), spelt_out(root, vocabulary)
    looking = _Looking(index, root, ANY_KEY if before is None else before, vocabulary, papers)
    if asks_trending(root):
        return _unranked(looking.most_upvoted(root, cap + 1), limit, cap)
    matching = looking.newest(part, cap + 1)
    if len(matching) <= cap and part != whole:
        matching = looking.newest(whole, cap + 1)
    if not has_text(root):
        return _unranked(matching, limit, cap)
    ranking = _Ranking(index, root, vocabulary, papers)
    if len(matching) > cap:
        newest = [row for row, _ in ranking.order("titles", matching[:cap])]
        return Found(_hits(newest[:limit]), cap, exact=False)
    rest: list[tuple[int, float]] = []
    best = matching
    if len(matching) > RANKED:
        titled = ranking.order("titles", matching)
        best, rest = [row for row, _ in titled[:RANKED]], titled[RANKED:]
    ranked = [*ranking.order("rows", best), *rest][:limit]
    return Found(tuple(Hit(key_of(row), score) for row, score in ranked), len(matching), exact=True)


def _unranked(rows: Sequence[int], limit: int, cap: int) -> Found:
    return Found(_hits(rows[:limit]), min(len(rows), cap), exact=len(rows) <= cap)


def _hits(rows: Sequence[int]) -> tuple[Hit, ...]:
    return tuple(Hit(key_of(row), 0.0) for row in rows)
