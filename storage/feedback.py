"""The team's memory: saved, hidden and voted papers."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Saved
from storage.connection import Connection, Engine
from storage.rows.instants import from_column, to_column
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("feedback")


class SqliteFeedback:
    """`bot.ports.Feedback` on SQLite."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def save(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Whoever saved it first is remembered."""
        row = {"channel": channel, "paper": paper, "person": by, "at": to_column(now)}
        return await self._database.write(lambda db: db.execute(_SQL["save"], row).rowcount > 0)

    async def unsave(self, channel: int, paper: int) -> bool:
        """Anybody may."""
        row = {"channel": channel, "paper": paper}
        return await self._database.write(lambda db: db.execute(_SQL["unsave"], row).rowcount > 0)

    async def saved(self, channel: int) -> Sequence[Saved]:
        """All of them."""
        rows = await self._database.read(lambda db: db.execute(_SQL["saved"], {"channel": channel}).fetchall())
        return [Saved(paper=candidate(row[2:]), by=row[0], at=from_column(row[1])) for row in rows]

    async def saved_anywhere(self, limit: int) -> Sequence[str]:
        """Each once."""
        rows = await self._database.read(
            lambda db: db.execute(_SQL["saved_anywhere"], {"limit": limit}).fetchall()
        )
        return [name for (name,) in rows]

    async def hide(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Also seen from now on, so that it is no candidate."""
        row = {"channel": channel, "paper": paper, "person": by, "at": to_column(now)}

        def hide(db: Connection) -> bool:
            db.execute(_SQL["see_hidden"], row)
            return db.execute(_SQL["hide"], row).rowcount > 0

        return await self._database.write(hide)

    async def vote(self, channel: int, paper: int, by: str, now: datetime) -> int:
        """A second vote of the same person changes nothing."""
        row = {"channel": channel, "paper": paper, "person": by, "at": to_column(now)}

        def vote(db: Connection) -> int:
            db.execute(_SQL["vote"], row)
            return int(db.execute(_SQL["votes"], row).fetchone()[0])

        return await self._database.write(vote)
