"""Small facts that adapters keep."""

from collections.abc import Mapping
from typing import Final

from storage.connection import Engine
from storage.statements import statements

_SQL = statements("adapter_facts")
_LAST: Final = "\U0010ffff"  # after every character that a name has


class SqlAdapterFacts:
    """`bot.ports.AdapterFacts` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def read(self, platform: str, name: str) -> str | None:
        """None if it was never written."""
        asked = {"platform": platform, "name": name}
        row = await self._database.read(lambda db: db.execute(_SQL["read"], asked).fetchone())
        return None if row is None else str(row[0])

    async def write(self, platform: str, name: str, value: str | None) -> None:
        """Replaces what was there."""
        row = {"platform": platform, "name": name, "value": value}
        await self._database.write(lambda db: db.execute(_SQL["forget" if value is None else "write"], row))

    async def beginning(self, platform: str, start: str) -> Mapping[str, str]:
        """A part of the index."""
        asked = {"platform": platform, "start": start, "after": start + _LAST}
        return dict(await self._database.read(lambda db: db.execute(_SQL["beginning"], asked).fetchall()))

    async def write_first(self, platform: str, name: str, value: str) -> bool:
        """The database decides, so that two processes agree."""
        row = {"platform": platform, "name": name, "value": value}
        return await self._database.write(lambda db: db.execute(_SQL["write_first"], row).rowcount) > 0
