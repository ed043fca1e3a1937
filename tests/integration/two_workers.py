"""Two workers on one PostgreSQL, whose hearts beat when a test says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.model.role import ALL_ROLES
from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.contract.furnishing import NOW


@asynccontextmanager
async def two_workers(url: str, folder: Path) -> AsyncIterator[tuple[Any, Any]]:
    """Their stores; what a test left beating is still again at its end."""
    async with (
        open_postgres(address(url), index=folder / "a") as one,
        open_postgres(address(url), index=folder / "b") as other,
        one.claim_delivery(NOW, roles=ALL_ROLES),
        other.claim_delivery(NOW, roles=ALL_ROLES),
    ):
        await still(one, other)
        yield one, other
        await still(one, other)


async def still(*stores: Any) -> None:
    """Their hearts beat when a test says so."""
    for store in stores:
        store.worker._beating.cancel()
        await asyncio.gather(store.worker._beating, return_exceptions=True)
