"""A query that cannot be read is shown with the place marked, however long and in whatever script."""

import pytest

from bot.commands.query_mistake import marked, shown
from bot.errors import QueryError
from bot.query.parser import parse
from bot.views.blocks import Code, Typed
from bot.views.plain_text import view_text


def mistake(query: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(query)
    return caught.value


def test_the_mark_stands_beneath_the_place_and_the_remedy_below():
    assert view_text(shown(mistake('some q xxx "low-rank'))).split("\n") == [
        '✗ unclosed quote at 12: "low-rank',
        'some q xxx "low-rank',
        "           ^",
        'Put another " where the phrase ends, or leave this one out.',
    ]


def test_of_a_long_query_the_part_around_the_place_is_shown():
    query = "word " * 40 + "(oops " + "more " * 40
    line, mark = marked(query, query.index("(") + 1).split("\n")
    assert line[mark.index("^")] == "("
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) < 90


def test_wide_characters_take_two_columns_and_combining_ones_none():
    assert marked("拡散 (x", 4).split("\n")[1] == "     ^"
    assert marked("e\u0301 (x", 4).split("\n")[1] == "  ^"


def test_nothing_of_a_query_is_a_command_and_one_that_is_empty_has_no_mark():
    view = shown(mistake('`now` "x'))
    assert not any(isinstance(part, Typed) for part in view.blocks[0].line)
    assert not any(isinstance(block, Code) for block in shown(QueryError("nothing to look for", 1)).blocks)
