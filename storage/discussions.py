"""Discussions: which papers of a channel have a thread of their own."""

from datetime import datetime, timedelta

from bot.model.discussion import Discussion
from storage.connection import Connection, Engine
from storage.rows.instants import from_column, to_column
from storage.statements import statements

_SQL = statements("discussions")
OPENING = timedelta(minutes=2)  # longer takes nobody to open one; then another may


class SqlDiscussions:
    """`bot.ports.Discussions` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def begin(self, channel: int, paper: int, now: datetime) -> Discussion:
        """In one transaction: of two who ask at once, one is told to open it."""
        asked = {
            "channel": channel,
            "paper": paper,
            "at": to_column(now),
            "stale": to_column(now - OPENING),
        }

        def begin(db: Connection) -> Discussion:
            if db.execute(_SQL["begin"], asked).rowcount > 0:
                return Discussion(mine=True)
            tried, link = db.execute(_SQL["known"], asked).fetchone()
            again = db.execute(_SQL["begin_again"], asked).rowcount > 0
            return Discussion(link=link, mine=again, tried=from_column(tried))

        return await self._database.write(begin)

    async def opened(self, channel: int, paper: int, link: str) -> None:
        """Where it is, for whoever asks next."""
        row = {"channel": channel, "paper": paper, "link": link}
        await self._database.write(lambda db: db.execute(_SQL["opened"], row))

    async def given_up(self, channel: int, paper: int) -> None:
        """One that is open stays."""
        await self._database.write(lambda db: db.execute(_SQL["given_up"], {"channel": channel, "paper": paper}))
