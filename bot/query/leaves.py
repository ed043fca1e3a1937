"""What a query looks for, leaf by leaf: for scores, for marked words, and for mending their spelling."""

import re
from collections.abc import Iterator, Mapping
from typing import assert_never

from bot.query.lexer import Kind, clean, lexemes
from bot.query.tree import And, Form, Node, Not, Or, Prefix, Query, Tag, Trending, Upvotes, Words
from bot.text.folding import lower
from bot.text.tokens import SPACELESS, acronym

_TYPED = re.compile(rf"[^\W\d_{SPACELESS}]+")
_NAMES = {"author", "org"}


def words_of(query: Query) -> tuple[Words | Form | Prefix, ...]:
    """The leaves that a matching paper may hold, each once, in the order typed; nothing of what is negated."""
    return tuple(dict.fromkeys(_positive(query.root)))


def typed_words(text: str) -> tuple[str, ...]:
    """The words as typed (folded, not stemmed) whose spelling may be wrong: no names, filters, acronyms, nor
    what is negated.

    QueryError as `bot.query.parser.parse`.
    """
    return tuple(dict.fromkeys(lower(text[start:end]) for start, end in _spans(text)))


def respelt(text: str, spellings: Mapping[str, str]) -> str:
    """The query with those of its `typed_words` that have a spelling replaced by it, all else as typed."""
    parts, done = [], 0
    for start, end in _spans(text):
        if spelling := spellings.get(lower(text[start:end])):
            parts += [text[done:start], spelling]
            done = end
    return "".join((*parts, text[done:]))


def _positive(node: Node) -> Iterator[Words | Form | Prefix]:
    match node:
        case Words() | Form() | Prefix():
            yield node
        case And(nodes) | Or(nodes):
            for one in nodes:
                yield from _positive(one)
        case Not() | Tag() | Upvotes() | Trending():
            return
        case _:
            assert_never(node)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words to spell are; from 0, in the query as typed."""
    skipping, depth = False, 0  # what follows NOT or a name's field is skipped, to the end of its parentheses
    for piece in lexemes(clean(text)):
        if skipping:
            depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(piece.kind, 0)
            skipping = depth > 0 or piece.kind is Kind.FIELD
        elif piece.kind is Kind.NOT or (piece.kind is Kind.FIELD and piece.text in _NAMES):
            skipping = True
        elif piece.kind in {Kind.WORD, Kind.PHRASE}:
            for found in _TYPED.finditer(text, piece.start, piece.end):
                if not acronym(found[0]):
                    yield found.span()
