"""Small facts that adapters keep."""

from storage.connection import Engine
from storage.statements import statements

_SQL = statements("adapter_facts")


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
