"""Trees as FTS5 expressions."""

import sqlite3
from contextlib import closing

import pytest

from bot.query.parser import parse
from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Tag, Upvotes, Words
from storage.index.expression import alternatives, condition


@pytest.mark.parametrize(
    ("root", "expression"),
    [
        (Words(("diffus",)), '{title abstract} : "diffus"'),
        (Words(("low", "rank")), '"low rank"'),
        (Words(("low", "rank"), Field.TITLE), 'title : "low rank"'),
        (Form("=rag"), '{title_forms abstract_forms} : "=rag"'),
        (Or((Words(("finetun",)), Form("finetun"))), '("finetun")'),
        (
            Or((Words(("finetun",), Field.TITLE), Form("finetun", Field.TITLE))),
            '({title title_forms} : "finetun")',
        ),
        (Prefix("multi"), '"multi" *'),
        (Prefix("multi", Field.ABSTRACT), '{abstract abstract_forms} : "multi" *'),
        (Words(("yann", "lecun"), Field.AUTHOR), '"@yann @lecun"'),
        (Words(("meta",), Field.ORG), '"&meta"'),
        (Tag("cat:cs.cl"), '"%cat:cs.cl"'),
        (
            And((Words(("a",)), Not(Words(("b",))), Not(Words(("c",))))),
            '(({title abstract} : "a") NOT ({title abstract} : "b" OR {title abstract} : "c"))',
        ),
    ],
)
def test_a_text_query_is_one_expression(root: Node, expression: str) -> None:
    assert condition(root).match == expression


def test_numbers_stand_beside_the_expression() -> None:
    found = condition(And((Words(("a",)), Upvotes(">", 20), Not(Upvotes("=", 99)))))
    assert (found.match, found.where, found.values) == (
        '({title abstract} : "a")',
        "(doc.upvotes > :v0) AND (doc.upvotes <> :v1)",
        (20, 99),
    )


def test_text_or_a_number_is_asked_in_sql() -> None:
    found = condition(Or((Words(("a",)), Upvotes(">", 20))))
    assert not found.match
    assert found.values == ('{title abstract} : "a"', 20)


TEXT, NUMBER = Words(("a",)), Upvotes(">", 20)


@pytest.mark.parametrize(
    ("root", "ways"),
    [
        (TEXT, [TEXT]),
        (And((TEXT, NUMBER)), [And((TEXT, NUMBER))]),
        (Or((TEXT, NUMBER, Words(("b",)))), [Or((TEXT, Words(("b",)))), NUMBER]),
        (
            And((Words(("b",)), Or((TEXT, NUMBER)))),
            [And((Words(("b",)), TEXT)), And((Words(("b",)), NUMBER))],
        ),
        (And((Or((TEXT, NUMBER)), Not(TEXT))), [And((Or((TEXT, NUMBER)), Not(TEXT)))]),
    ],
)
def test_text_and_numbers_are_parted_into_alternatives(root: Node, ways: list[Node]) -> None:
    assert list(alternatives(root)) == ways


@pytest.mark.parametrize(
    "typed",
    [
        'x" OR title:* NEAR(a b, 2) "y',
        "a NEAR b",
        "title:^start",
        "{title} : x",
        "x'; DROP TABLE doc; --",
        "a AND (b) NOT c",
    ],
)
def test_nothing_typed_reaches_the_syntax(typed: str) -> None:
    with closing(sqlite3.connect(":memory:")) as table:
        table.execute(
            "CREATE VIRTUAL TABLE paper_index USING fts5 (title, abstract, title_forms, abstract_forms, meta)"
        )
        for text in (typed, typed.replace('"', "")):
            try:
                root = parse(text).root
            except Exception as error:  # noqa: BLE001 - whatever the parser refuses never gets here
                assert "at " in str(error)
            else:
                assert table.execute("SELECT * FROM paper_index(?)", (condition(root).match,)).fetchall() == []
