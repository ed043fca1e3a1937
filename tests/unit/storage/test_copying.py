"""Rows as COPY reads them are stored as what they were; one that is there already hinders no other."""

import pytest

from storage.postgres.address import address
from storage.postgres.copying import target
from storage.postgres.session import MANY, Session
from tests.each_of import each_of
from tests.fakes import postgres
from tests.unit.storage.test_columns import TEXTS

WHOLE = "-- With values.\nINSERT INTO pair (one, how, kind, other) VALUES (?, 0, 'queued', ?)"


@pytest.fixture
async def session():
    opened = Session(address(postgres.emptied()))
    yield opened
    await opened.close()


def test_what_the_statement_says_itself_stands_in_each_line():
    found = target("INSERT INTO t (a, b, c, d) VALUES ($1, 0, 'queued', $2) ON CONFLICT DO NOTHING")
    assert found.lines([(1, None), (True, "a\tb")]) == b"1\t0\tqueued\t\\N\n1\t0\tqueued\ta\\tb\n"


async def test_a_connection_that_has_ended_gets_no_more(monkeypatch):
    monkeypatch.setattr("storage.postgres.copying.PIECE", 2)
    ended = iter([False, False, True])
    found = target("INSERT INTO t (a) VALUES ($1)").pieces([(n,) for n in range(9)], lambda: next(ended))
    assert [piece async for piece in found] == [b"0\n1\n", b"2\n3\n"]


@each_of("present", [0, 1])
@each_of("count", [MANY - 1, MANY, 3 * MANY])
async def test_every_row_is_inserted_as_it_is_and_counted(session, monkeypatch, present, count):
    monkeypatch.setattr("storage.postgres.copying.PIECE", 64)
    texts = [*TEXTS, "\\.", "\\N", "tab\there", "carriage\rreturn", "%s {}", "a\0b"]
    rows = [(n, texts[n % len(texts)]) for n in range(count)]

    def job(session):
        session.begin("BEGIN")
        session.script("CREATE TEMPORARY TABLE pair (one BIGINT PRIMARY KEY, how BIGINT, kind TEXT, other TEXT)")
        session.script(f"INSERT INTO pair SELECT n, 1, '', '' FROM generate_series(0, {present} - 1) AS n")  # noqa: S608
        inserted = session.insert(f"{WHOLE} ON CONFLICT DO NOTHING", rows)
        found = session.execute(
            "SELECT one, other FROM pair WHERE how = 0 AND kind = 'queued' ORDER BY one"
        ).fetchall()
        session.roll_back()
        return inserted, found

    inserted, found = await session.run(job)
    assert inserted == count - present
    assert found == [(n, text and text.replace("\0", "\ufffd")) for n, text in rows[present:]]
