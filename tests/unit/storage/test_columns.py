"""Columns as array literals are read by the server as what they were."""

import asyncpg
import pytest

from storage.postgres.columns import literal
from tests.fakes import postgres

TEXTS = [
    "plain",
    "",
    'say "hi"',
    "back\\slash",
    "NULL",
    "{a,b}",
    " spaces ",
    "two\nlines",
    "ünï 漢字 😀",
    "'quoted'",
    None,
]


@pytest.fixture
async def connection():
    opened = await asyncpg.connect(postgres.emptied())
    yield opened
    await opened.close()


async def test_text_numbers_and_nothing_come_back_as_they_were(connection):
    asked = "SELECT CAST($1 AS TEXT)::text[], CAST($2 AS TEXT)::int8[], CAST($3 AS TEXT)::float8[]"
    numbers, floats = [1, -2, 2**62, None, True], [0.1, -1e300, 3.0, None]
    row = await connection.fetchrow(
        asked, literal(TEXTS, "text"), literal(numbers, "int8"), literal(floats, "float8")
    )
    assert [list(each) for each in row] == [TEXTS, [1, -2, 2**62, None, 1], floats]


def test_a_zero_byte_which_postgres_does_not_store_becomes_a_mark():
    assert literal(["a\0b"], "text") == '{"a\ufffdb"}'
