"""What a query asks of a paper: a tree over a few primitive conditions.

The parser has already analysed the words: every joined, split, stemmed and acronym form is spelt out as an
`Or` of primitives, so that each engine (the day's bit sets, the search index) evaluates the same leaves
over the same document terms (`bot.text.document`) and finds exactly the same papers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Field(StrEnum):
    """Where words are looked for; TEXT is title or abstract."""

    TEXT = "text"
    TITLE = "title"
    ABSTRACT = "abstract"
    AUTHOR = "author"
    ORG = "org"

    __hash__ = str.__hash__  # Enum's own is Python code, and every leaf of every query is hashed


@dataclass(frozen=True, slots=True)
class Words:
    """These analysed words next to each other, in order, in one field; one word is the commonest case."""

    terms: tuple[str, ...]
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a document has beside its words: a joined compound (`finetun`) or an acronym (`=rag`)."""

    term: str
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term that begins so, a word or a joined form (folded, unstemmed, at least MIN_PREFIX characters).

    Terms are stems; where what was typed is longer than the stem, the parser adds the stem as an alternative.
    """

    prefix: str
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True)
class Tag:
    """An exact property: `cat:cs.cl`, `cat:cs` (for `#cs.*`), `source:huggingface`, `has:code`."""

    tag: str


@dataclass(frozen=True, slots=True)
class Upvotes:
    """A comparison with the paper's upvotes."""

    compare: Literal[">", ">=", "<", "<=", "="]
    number: int


@dataclass(frozen=True, slots=True)
class Trending:
    """The most upvoted papers of the day: matches all, ranked by the community alone."""


@dataclass(frozen=True, slots=True)
class And:
    """All of these; a `Not` among them takes away from the others."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this; the parser lets it stand only inside an `And` that has a positive node."""

    node: "Node"


Node: TypeAlias = Words | Form | Prefix | Tag | Upvotes | Trending | And | Or | Not

MIN_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be read: the text as typed (trimmed) and what it asks.

    `ranked_by`: what relevance is told by where that is more than the condition; `beside`: what adds to it where a
    paper has it, too (search alone has these).
    """

    text: str
    root: Node
    ranked_by: Node | None = None
    beside: Node | None = None
