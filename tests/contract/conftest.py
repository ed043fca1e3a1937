"""Every implementation of `bot.ports.Store`: the suites run against each."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.ports import Store
from storage import open_store
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.fakes import postgres

Open = Callable[[Path], AbstractAsyncContextManager[Store]]
STORES: dict[str, Open] = {
    "sqlite-memory": lambda _: open_store(":memory:"),
    "sqlite-file": lambda folder: open_store(folder / "data" / "paperboy.db"),
    "postgres": lambda folder: open_postgres(
        address(postgres.emptied()), index=folder / "paperboy", secret_key=b"a key for the tests"
    ),
}


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with STORES[request.param](tmp_path) as opened:
        yield opened
