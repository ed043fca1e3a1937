"""Looking papers up: every match is ranked, and counted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import tantivy
from tantivy import Occur

from bot.matching.evaluate import asks_trending
from bot.ports import Found, Hit
from bot.query.leaves import words_of
from bot.query.tree import Field, Node, Query, Words
from storage.index.compiled import Asked, Compiler
from storage.index.fields import KEY, KEY_BITS, LISTED, TEXT, UPVOTES
from storage.index.pairs import pair

DAYS_A_WEEK = 7
MOST_LOOKED_AT = 30_000  # papers with the rarest word: 3 ms; of 100,000 hardly a word in no pair is in more
_TEXTS = (Field.TEXT, Field.TITLE, Field.ABSTRACT)  # what relevance can be told by


def search(
    schema: tantivy.Schema,
    searcher: tantivy.Searcher,
    query: Query,
    limit: int,
    before: int | None = None,
    *,
    newest: bool = False,
) -> Found:
    """The best matches: by relevance, of equals the newest; by upvotes for `trending`; else the newest.

    Papers with a greater key than `before` are left out; `newest`: whatever is asked for, the newest.
    """
    compiler = Compiler(schema, searcher)
    ranked = not newest and any(leaf.field in _TEXTS for leaf in words_of(query))
    if ranked and before is None and (apart := compiler.apart(query)):
        papers, weighed = apart
        if len(hits := searcher.search(weighed, limit, count=False).hits) == limit:
            counted = searcher.aggregate(papers, {"papers": {"value_count": {"field": KEY}}})
            return _found(searcher, hits, int(counted["papers"]["value"]))
    if (asked := _asked(compiler, query)) is None:
        return Found((), 0)
    if before is not None:
        until = tantivy.Query.range_query(schema, KEY, tantivy.FieldType.Integer, None, before)
        asked = tantivy.Query.boolean_query(
            [(Occur.Must, asked), (Occur.Must, tantivy.Query.const_score_query(until, 0.0))]
        )
    order = None if ranked else UPVOTES if asks_trending(query.root) and not newest else LISTED
    found = searcher.search(asked, limit, order_by_field=order)
    total: int = getattr(found, "count")  # noqa: B009 -- tantivy's types leave it out
    return _found(searcher, found.hits, total, ranked=ranked)


def _found(searcher: tantivy.Searcher, hits: Sequence[Any], total: int, *, ranked: bool = True) -> Found:
    """The hits as papers; of equals the newest first."""
    addresses = [address for _, address in hits]
    keys, listed = ([int(v or 0) for v in searcher.fast_field_values(name, addresses)] for name in (KEY, LISTED))
    rows = sorted(zip(hits, listed, keys, strict=True), key=lambda row: (row[0][0], row[1]), reverse=True)
    return Found(tuple(Hit(key, score if ranked else 0.0) for (score, _), _, key in rows), total)


def weekly(
    schema: tantivy.Schema, searcher: tantivy.Searcher, query: Query, last: date, weeks: int
) -> tuple[int, ...]:
    """How many matches each of so many weeks has, the oldest week first."""
    asked = _asked(Compiler(schema, searcher), query)
    if asked is None:
        return (0,) * weeks
    end = last.toordinal() + 1
    starts = [end - DAYS_A_WEEK * (weeks - week) for week in range(weeks)]
    ranges = [
        {"from": float(start << KEY_BITS), "to": float(start + DAYS_A_WEEK << KEY_BITS), "key": str(start)}
        for start in starts
    ]
    counted = searcher.aggregate(asked, {"weeks": {"range": {"field": LISTED, "ranges": ranges}}})
    found = {each["key"]: int(each["doc_count"]) for each in counted["weeks"]["buckets"]}
    return tuple(found.get(str(start), 0) for start in starts)


def _asked(compiler: Compiler, query: Query) -> Asked:
    """What is ranked by more than it asks for fulfils the condition, and is weighed by the other as well."""
    condition = compiler.query(query.root)
    other = query.ranked_by or (query.beside if query.beside and _few(compiler.searcher, query.beside) else None)
    if condition is None or other is None or (weighed := compiler.query(other)) is None:
        return condition
    if query.ranked_by is not None:
        condition = tantivy.Query.const_score_query(condition, 0.0)
    return tantivy.Query.boolean_query([(Occur.Must, condition), (Occur.Should, weighed)])


def _few(searcher: tantivy.Searcher, node: Node) -> bool:
    """Whether the papers are few enough whose words are looked at for being next to each other."""
    runs = [leaf.terms for leaf in words_of(Query("", node)) if isinstance(leaf, Words) and len(leaf.terms) > 1]
    slow = [run for run in runs if len(run) > 2 or not pair(*run)]
    return all(min(searcher.doc_freq(TEXT, term) for term in run) <= MOST_LOOKED_AT for run in slow)
