"""Workers share one key: who has another one would hold the workspaces whose tokens it cannot open."""

from contextlib import AsyncExitStack
from unittest.mock import AsyncMock

import pytest

from bot.errors import StorageError
from bot.model.role import ALL_ROLES
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from storage.vault import SqlVault
from tests.contract.furnishing import NOW
from tests.fakes import postgres

ONE, ANOTHER = b"a key that all of them share", b"another key than the others'"


@pytest.fixture
def at(tmp_path):
    """The store as a process with such a key opens it."""
    where = address(postgres.emptied())
    return lambda key, older=None: open_postgres(where, index=tmp_path / "x", secret_key=key, older_key=older)


def work(store):
    return store.claim_delivery(NOW, roles=ALL_ROLES)


@pytest.mark.parametrize("key", [ANOTHER, None])
async def test_a_process_with_another_key_or_none_does_not_join_those_that_live(at, key):
    async with at(ONE) as one, work(one), at(key) as other:
        with pytest.raises(StorageError, match=r"PAPERBOY_SECRET_KEY is not the one .* \(\S+:\d+\): set the same"):
            async with work(other):
                pass
        async with other.claim_delivery(NOW):  # as a command does, which holds nothing
            pass
        async with at(ONE) as third, work(third):
            assert len(await third.workers.living()) == 2


async def test_one_that_knows_the_key_before_joins_and_all_go_on_after_rotating(at):
    async with at(ONE) as one, work(one), at(ANOTHER, ONE) as other, work(other):
        await other.rotate_key()
        async with at(ANOTHER) as third, work(third):
            assert len(await third.workers.living()) == 3


async def test_who_is_alone_decides_which_key_it_is(at):
    for key in (ONE, ANOTHER):
        async with at(key) as first, work(first), at(key) as second, work(second):
            assert len(await second.workers.living()) == 2


@pytest.mark.parametrize("others", [0, 1])
async def test_a_database_that_fails_as_the_key_is_compared_is_said_and_no_other_key(at, others, monkeypatch):
    async with AsyncExitStack() as stack:
        for _ in range(others):
            await stack.enter_async_context(work(await stack.enter_async_context(at(ONE))))
        other = await stack.enter_async_context(at(ONE))
        full = StorageError("the disk is full")
        monkeypatch.setattr(SqlVault, "put" if not others else "get", AsyncMock(side_effect=full))
        with pytest.raises(StorageError, match="the disk is full"):
            async with work(other):
                pass
