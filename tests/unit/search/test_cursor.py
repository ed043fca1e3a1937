"""The cursor of a page of search."""

from datetime import date

import pytest

from bot.errors import UserError
from bot.search.cursor import Cursor
from tests.each_of import each_of


def test_a_cursor_reads_back_as_it_was_written() -> None:
    cursor = Cursor(4711, date(2026, 11, 21), 25)
    assert Cursor.read(str(cursor)) == cursor


def test_a_cursor_is_made_of_what_buttons_carry() -> None:
    assert set(str(Cursor(10**11, date.max, 99_999))) <= set("0123456789.")


@each_of(
    "text",
    [
        "5",
        "1.2.3",
        "1.739000",
        "1.739000.-1",
        "1.739000.1.1",
        "١.739000.1",
        "1.9999999.0",
        "x" * 1000,
        "1.0000000.1",
    ],
)
def test_a_foreign_cursor_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="search again"):
        Cursor.read(text)
