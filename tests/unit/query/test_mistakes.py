"""Queries that cannot be read: the place, and what to type instead."""

import time

import pytest

from bot.errors import QueryError
from bot.query.lexer import MAX_QUERY_LENGTH
from bot.query.parser import MAX_DEPTH, MAX_WORDS, parse
from tests.each_of import each_of


@each_of(
    ("query", "position", "begins"),
    [
        ('some q xxx "low-rank', 12, 'unclosed quote at 12: "low-rank'),
        ("“smart", 1, "unclosed quote at 1"),
        ('title:"x', 7, "unclosed quote at 7"),
        ('a "" b', 3, "empty quotes at 3"),
        ('"" ', 1, "empty quotes at 1"),
        ("(a b", 1, "unclosed parenthesis at 1"),
        ("a (b (c)", 3, "unclosed parenthesis at 3"),
        ("a b)", 4, "unopened parenthesis at 4"),
        (")", 1, "unopened parenthesis at 1"),
        ("-a", 1, "only negations at 1"),
        ("!a", 1, "only negations at 1"),
        ("ANDNOT a", 1, "only negations at 1"),
        ("a ANDNOT", 3, "nothing to leave out after NOT at 3"),
        ("NOT a", 1, "only negations at 1"),
        ("a | -b", 5, "only negations at 5"),
        ("a (-b)", 4, "only negations at 4"),
        ("-a -b", 1, "only negations at 1"),
        ("-(a)", 1, "only negations at 1"),
        ("a NOT", 3, "nothing to leave out after NOT at 3"),
        ("a NOT NOT b", 3, "nothing to leave out after NOT at 3"),
        ("a NOT )", 3, "nothing to leave out after NOT at 3"),
        ("a OR", 3, "nothing to look for after OR at 3"),
        ("a | | b", 3, "nothing to look for after OR at 3"),
        ("| a", 1, "nothing to look for before OR at 1"),
        ("(a |)", 4, "nothing to look for after OR at 4"),
        ("a | ???", 3, "nothing to look for after OR at 3"),
        ("", 1, "nothing to look for"),
        ("   ", 1, "nothing to look for"),
        ("?!", 1, "nothing to look for"),
        ("—", 1, "nothing to look for"),
        ("()", 1, "nothing to look for"),
        ("😀", 1, "nothing to look for"),
        ("\u200b", 1, "nothing to look for"),
        ("AND", 1, "nothing to look for"),
        ("a*", 1, "too short a beginning at 1"),
        ("cat mu*", 5, "too short a beginning at 5"),
        ("*", 1, "misplaced * at 1"),
        ("cat *", 5, "misplaced * at 5"),
        ("m*del", 1, "misplaced * at 1"),
        ("*model", 1, "misplaced * at 1"),
        ("?*", 1, "misplaced * at 1"),
        ("—*", 1, "misplaced * at 1"),
        ("tilte:cat", 1, "unknown field at 1: tilte: (fields are title:"),
        ("cat auhtor:x", 5, "unknown field at 5: auhtor: (fields are author:"),
        ("Titel:cat", 1, "unknown field at 1: Titel: (fields are title:"),
        ("foo:bar", 1, "unknown field at 1: foo:"),
        ('foo:"bar"', 1, "unknown field at 1: foo:"),
        ("title:", 1, "title: without a word at 1"),
        ("a title: | b", 3, "title: without a word at 3"),
        ("title:-a", 1, "title: without a word at 1"),
        ("author:#cs", 1, "author: without a word at 1"),
        ("cat:", 1, "cat: without a value at 1"),
        ("cat: | b", 1, "cat: without a value at 1"),
        ("cat:*", 1, "unreadable cat: at 1"),
        ("upvotes:many", 1, "unreadable upvotes: at 1"),
        ("x upvotes:>", 3, "unreadable upvotes: at 3"),
        ("has:data", 1, "unreadable has: at 1"),
        ("a \ud800 b", 3, "broken character at 3"),
        ("(" * (MAX_DEPTH + 1) + "a", MAX_DEPTH + 1, f"more than {MAX_DEPTH} parentheses inside each other"),
        ("a " * (MAX_WORDS + 1), 2 * MAX_WORDS + 1, f"too many words (at most {MAX_WORDS})"),
        ("x" * (MAX_QUERY_LENGTH + 1), MAX_QUERY_LENGTH + 1, "query too long: 2,001 characters (at most 2,000)"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(query: str, position: int, begins: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.sentence.startswith(begins)
    assert caught.value.position == position


def test_an_unclosed_quote_is_told_as_the_design_has_it() -> None:
    with pytest.raises(QueryError, match=r'^unclosed quote at 12: "low-rank$'):
        parse('some q xxx "low-rank')


def test_an_error_shows_nothing_that_cannot_be_printed() -> None:
    with pytest.raises(QueryError) as caught:
        parse('"\u202e\x1b[31m' + "x" * 500)
    assert caught.value.sentence.isprintable()
    assert len(caught.value.sentence) < 100


def test_ten_megabytes_are_refused_before_they_are_read() -> None:
    huge = "a " * 5_000_000
    start = time.process_time()
    with pytest.raises(QueryError, match="query too long: 10,000,000 characters"):
        parse(huge)
    assert time.process_time() - start < 0.05  # reading them takes seconds
