"""Evaluating a query: which of the day's papers it matches, and in which of their fields."""

from collections.abc import Iterator

from bot.matching.day import DayPapers
from bot.matching.row import LEAVES
from bot.query.tree import And, Field, Node, Not, Or, Tag, Trending, Upvotes

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


def evaluate(day: DayPapers, node: Node, trending: int | None = None) -> int:
    """The papers that match, as bits. `trending`: those a `trending` in the query stands for (None: all)."""
    if isinstance(node, LEAVES):
        return day.row(node).bits
    if isinstance(node, Or):
        bits = 0
        for each in day.alive(node.nodes):
            bits |= day.row(each).bits if isinstance(each, LEAVES) else evaluate(day, each, trending)
        return bits
    if isinstance(node, And):
        bits = day.all
        for each in node.nodes:
            bits &= evaluate(day, each, trending)
            if not bits:
                break
        return bits
    if isinstance(node, Not):
        return day.all & ~evaluate(day, node.node, trending)
    if isinstance(node, FILTERS):
        return day.tagged(node) if isinstance(node, Tag) else day.upvoted(node)
    return day.all if trending is None else trending


def asks_trending(node: Node) -> bool:
    """Whether the query is `trending`, alone or among filters (elsewhere the parser takes it for a word)."""
    return isinstance(node, Trending) or (isinstance(node, And) and Trending() in node.nodes[:1])


def matched_fields(day: DayPapers, node: Node, place: int) -> tuple[str, ...]:
    """In which fields of a paper that matches the query's conditions are met, the title first."""
    found = set(_met(day, node, place))
    return tuple(name for name in ORDER if name in found)


def _met(day: DayPapers, node: Node, place: int) -> Iterator[str]:
    if isinstance(node, GROUPS):
        for each in node.nodes:
            yield from _met(day, each, place)
    elif isinstance(node, LEAVES):
        yield from (FIELD_NAMES[field] for field, postings in day.row(node).found if place in postings)
    elif isinstance(node, Tag) and day.tagged(node) >> place & 1:
        yield TAG_NAMES[node.tag.partition(":")[0]]
    elif isinstance(node, Upvotes) and day.upvoted(node) >> place & 1:
        yield "upvotes"
