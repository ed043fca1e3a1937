"""Retention: old digests, observations and audit entries are deleted, a batch at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from bot.ports import Removed
from storage.connection import Engine
from storage.rows.instants import to_column
from storage.statements import statements

_SQL: Final = statements("retention")
_BATCH: Final = 2_000  # rows a transaction: a moment
_DAY: Final = timedelta(days=1) // timedelta(microseconds=1)  # as instants are counted


class SqlRetention:
    """`bot.ports.Retention` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def remove(self, before: date) -> Removed:
        """Until nothing is left; other writers come in between."""
        instant = to_column(datetime.combine(before, time(0), UTC))
        return Removed(
            digests=await self._all("digests", {"before": before.isoformat()}),
            observations=await self._all("observations", {"before": before.isoformat(), "day": _DAY}),
            entries=await self._all("entries", {"instant": instant}),
        )

    async def _all(self, name: str, values: Mapping[str, Any]) -> int:
        total, asked = 0, {**values, "batch": _BATCH}
        while gone := await self._database.write(lambda db: db.execute(_SQL[name], asked).rowcount):
            total += gone
        return total
