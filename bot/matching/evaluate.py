"""Evaluating a query: which of the day's papers it matches, and in which of their fields."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from bot.matching.day import DayPapers
from bot.matching.row import LEAVES, NOTHING, Row, union
from bot.query.tree import And, Field, Node, Not, Or, Tag, Trending, Upvotes

Condition: TypeAlias = tuple[str, Callable[[int], bool]]

FIELD_NAMES = {
    Field.TITLE: "title",
    Field.ABSTRACT: "abstract",
    Field.AUTHOR: "author",
    Field.ORG: "organization",
}
TAG_NAMES = {"cat": "category", "source": "source", "has": "code"}
FILTERS = (Tag, Upvotes)
GROUPS = (And, Or)
ORDER = (*FIELD_NAMES.values(), *TAG_NAMES.values(), "upvotes")


def evaluate(day: DayPapers, node: Node, trending: int | None = None) -> Row:
    """The papers that match, and why. `trending`: those a `trending` in the query stands for (None: all)."""
    if isinstance(node, LEAVES):
        return day.row(node)
    if isinstance(node, Or):
        rows, plain = [], True
        for each in node.nodes:
            if isinstance(each, LEAVES):
                row = day.row(each)
            else:
                row, plain = evaluate(day, each, trending), False
            if row.bits:
                rows.append(row)
        return day.united(rows) if plain else union(rows)
    if isinstance(node, And):
        bits, rows = day.all, []
        for each in node.nodes:
            rows.append(row := evaluate(day, each, trending))
            bits &= row.bits
            if not bits:
                return NOTHING
        return Row(bits, every=rows)
    if isinstance(node, Not):
        bits = day.all & ~evaluate(day, node.node, trending).bits
    elif isinstance(node, FILTERS):
        bits = day.tagged(node) if isinstance(node, Tag) else day.upvoted(node)
    else:
        bits = day.all if trending is None else trending
    return Row(bits)


def asks_trending(node: Node) -> bool:
    """Whether the query is `trending`, alone or among filters (elsewhere the parser takes it for a word)."""
    return isinstance(node.nodes[0] if isinstance(node, And) else node, Trending)


def conditions(day: DayPapers, node: Node) -> Iterator[Condition]:
    """What the query asks for and some paper has: the field's name, and whether a paper (by place) has it."""
    if isinstance(node, GROUPS):
        for each in node.nodes:
            yield from conditions(day, each)
    elif isinstance(node, LEAVES):
        for field, postings in day.row(node).found:
            yield FIELD_NAMES[field], postings.__contains__
    elif isinstance(node, Tag):
        yield TAG_NAMES[node.tag.partition(":")[0]], partial(_holds, day.tagged(node))
    elif isinstance(node, Upvotes):
        yield "upvotes", partial(_holds, day.upvoted(node))


def matched_fields(asked: Iterable[Condition], place: int) -> tuple[str, ...]:
    """In which fields of a paper that matches the query its conditions are met, the title first."""
    found = {name for name, holds in asked if holds(place)}
    return tuple([name for name in ORDER if name in found])


def _holds(bits: int, place: int) -> bool:
    return bool(bits >> place & 1)
