"""The reference matcher: what a query means, written to be obvious and slow. Every engine must agree with it."""

from typing import assert_never

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Query, Tag, Trending, Upvotes, Words
from bot.text.document import Document

FIELDS = {
    Field.TEXT: ("title", "abstract"),
    Field.TITLE: ("title",),
    Field.ABSTRACT: ("abstract",),
    Field.AUTHOR: ("authors",),
    Field.ORG: ("org",),
}


def matches(query: Query, document: Document, upvotes: int = 0) -> bool:
    """Whether a paper with these terms and upvotes is what the query asks for."""
    return holds(query.root, document, upvotes)


def holds(node: Node, document: Document, upvotes: int) -> bool:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Words(terms, field):
            return any(follows(terms, getattr(document, name)) for name in FIELDS[field])
        case Form(term, field):
            return any(term in forms(document, name) for name in FIELDS[field])
        case Prefix(prefix, field):
            return any(
                term.startswith(prefix)
                for name in FIELDS[field]
                for term in (*getattr(document, name), *forms(document, name))
            )
        case Tag(tag):
            return tag in document.tags
        case Upvotes(compare, number):
            return {
                ">": upvotes > number,
                ">=": upvotes >= number,
                "<": upvotes < number,
                "<=": upvotes <= number,
                "=": upvotes == number,
            }[compare]
        case Trending():
            return True
        case And(nodes):
            return all(holds(one, document, upvotes) for one in nodes)
        case Or(nodes):
            return any(holds(one, document, upvotes) for one in nodes)
        case Not(one):
            return not holds(one, document, upvotes)
    assert_never(node)


def follows(terms: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the terms stand next to each other, in order, among the words."""
    return terms[0] in words and any(
        words[at : at + len(terms)] == terms for at in range(len(words) - len(terms) + 1)
    )


def forms(document: Document, name: str) -> tuple[str, ...]:
    """The unpositioned forms beside a field's words; names have none."""
    return getattr(document, f"{name}_forms", ())
