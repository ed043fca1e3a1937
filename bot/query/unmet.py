"""What a query asks for that no paper can have where nobody tells it."""

from collections.abc import Callable
from typing import Final

from bot.model.source_set_up import Given
from bot.query.tree import And, Field, Form, Node, Or, Prefix, Tag, Upvotes, Words

SOURCE: Final = "source"  # the tag of a source's papers
_TAGS: Final = {"cat": Given.CATEGORIES, "has": Given.CODE}


def unmet(node: Node, met: Callable[[str], bool]) -> frozenset[str]:
    """Which of the things that it asks for nobody gives: a `Given`, or a source as `source:arxiv`; none where it
    can match all the same, by other words. What it asks not to have counts for nothing.
    """
    match node:
        case And(nodes):
            return frozenset[str]().union(*(unmet(each, met) for each in nodes))
        case Or(nodes):
            lacking = [unmet(each, met) for each in nodes]
            return frozenset[str]().union(*lacking) if all(lacking) else frozenset()
        case Tag(tag):
            need = _TAGS.get(tag.partition(":")[0], tag)
        case Upvotes():
            need = Given.UPVOTES if _some(node) else ""
        case Words() | Form() | Prefix():
            need = Given.ORGANIZATIONS if node.field is Field.ORG else ""
        case _:
            need = ""
    return frozenset({need} if need and not met(need) else ())


def _some(asked: Upvotes) -> bool:
    """Whether it leaves out papers without upvotes."""
    match asked.compare:
        case ">":
            return True
        case ">=" | "=":
            return asked.number > 0
        case _:
            return False
