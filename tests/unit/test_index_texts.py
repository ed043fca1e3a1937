"""Texts held against a query: as the slow reference says, whatever the query is made of."""

import random

import pytest

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Tag, Upvotes, Words
from bot.text.document import AUTHOR_BREAK, Document
from storage.index.terms import columns
from storage.index.texts import holding
from tests.reference import holds

TERMS = ("art", "arts", "start", "cart", "ar")  # parts of one another
TAGS = ("cat:cs", "cat:cs.cl", "cat:cs.c", "has:code")
FIELDS = (Field.TEXT, Field.TITLE, Field.ABSTRACT, Field.AUTHOR, Field.ORG)


def document(draw: random.Random) -> Document:
    def some(most: int) -> tuple[str, ...]:
        return tuple(draw.choices(TERMS, k=draw.randrange(most)))

    return Document(
        title=some(4),
        abstract=some(5),
        title_forms=some(3),
        abstract_forms=some(3),
        authors=(*some(3), AUTHOR_BREAK, *some(3)),
        org=some(3),
        tags=tuple(draw.sample(TAGS, draw.randrange(3))),
    )


def leaf(draw: random.Random) -> Node:
    term, field = draw.choice(TERMS), draw.choice(FIELDS)
    return draw.choice(
        [
            Words((term,), field),
            Words((term, draw.choice(TERMS)), field),
            Form(term, draw.choice(FIELDS[:3])),
            Prefix(term, field),
            Tag(draw.choice(TAGS)),
        ]
    )


def tree(draw: random.Random, depth: int) -> Node:
    if not depth:
        return leaf(draw)
    parts = tuple(tree(draw, draw.randrange(depth)) for _ in range(draw.randrange(2, 4)))
    return draw.choice([And(parts), Or(parts), And((parts[0], Not(parts[1])))])


def test_texts_are_what_the_reference_says() -> None:
    draw = random.Random(8)
    found = 0
    for _ in range(3_000):
        each, node = document(draw), tree(draw, draw.randrange(3))
        made = columns(each)
        texts = (made.title, made.abstract, made.title_forms, made.abstract_forms, f"{made.meta} ")
        said = holding(node)(texts)
        assert said is holds(node, each, 0), (node, each)
        found += said
    assert 500 < found < 2_500


def test_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        holding(And((Words(("art",)), Upvotes(">", 3))))
