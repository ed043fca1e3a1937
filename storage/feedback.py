"""The team's memory: saved, hidden and voted papers, and what a digest shows of that."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.model.marks import Marks, Week
from bot.ports import Saved, Voted
from storage.connection import Connection, Engine
from storage.rows.instants import from_column, to_column
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("feedback")
WEEK = timedelta(days=7)


class SqlFeedback:
    """`bot.ports.Feedback` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def met(self, platform: str, workspace: str, person: str, name: str) -> None:
        """The last name counts."""
        row = {"platform": platform, "workspace": workspace, "person": person, "name": name}
        await self._database.write(lambda db: db.execute(_SQL["met"], row))

    async def name(self, platform: str, workspace: str, person: str) -> str:
        """As of when they did something here last."""
        asked = {"platform": platform, "workspace": workspace, "person": person}
        row = await self._database.read(lambda db: db.execute(_SQL["name"], asked).fetchone())
        return row[0] if row else ""

    async def save(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Whoever saved it first is remembered."""
        row = {"channel": channel, "paper": paper, "person": by, "at": to_column(now)}
        return await self._database.write(lambda db: db.execute(_SQL["save"], row).rowcount > 0)

    async def unsave(self, channel: int, paper: int, by: str = "") -> bool:
        """Anybody may."""
        row = {"channel": channel, "paper": paper, "person": by}
        return await self._database.write(lambda db: db.execute(_SQL["unsave"], row).rowcount > 0)

    async def saved(self, channel: int) -> Sequence[Saved]:
        """All of them."""
        rows = await self._database.read(lambda db: db.execute(_SQL["saved"], {"channel": channel}).fetchall())
        return [
            Saved(paper=candidate(row[3:]), by=row[0], name=row[1] or "", at=from_column(row[2])) for row in rows
        ]

    async def saved_anywhere(self, limit: int) -> Sequence[str]:
        """Each once."""
        rows = await self._database.read(
            lambda db: db.execute(_SQL["saved_anywhere"], {"limit": limit}).fetchall()
        )
        return [name for (name,) in rows]

    async def hide(self, channel: int, paper: int, by: str, now: datetime) -> bool:
        """Also seen from now on, so that it is no candidate; what was posted or is on its way stays that."""
        row = {"channel": channel, "paper": paper, "person": by, "at": to_column(now)}

        def hide(db: Connection) -> bool:
            db.execute(_SQL["see_hidden"], row)
            return db.execute(_SQL["hide"], row).rowcount > 0

        return await self._database.write(hide)

    async def unhide(self, channel: int, paper: int, by: str = "") -> bool:
        """A candidate again, unless it was posted or is on its way."""
        row = {"channel": channel, "paper": paper, "person": by}

        def unhide(db: Connection) -> bool:
            if db.execute(_SQL["unhide"], row).rowcount <= 0:
                return False
            db.execute(_SQL["see_posted"], row)
            db.execute(_SQL["unsee_hidden"], row)
            return True

        return await self._database.write(unhide)

    async def vote(self, channel: int, paper: int, by: str, now: datetime) -> Voted:
        """A second vote of the same person changes nothing."""
        return await self._voted("vote", {"channel": channel, "paper": paper, "person": by, "at": to_column(now)})

    async def unvote(self, channel: int, paper: int, by: str) -> Voted:
        """Nobody else's."""
        return await self._voted("unvote", {"channel": channel, "paper": paper, "person": by})

    async def _voted(self, name: str, row: dict[str, Any]) -> Voted:
        def voted(db: Connection) -> Voted:
            changed = db.execute(_SQL[name], row).rowcount > 0
            return Voted(changed, int(db.execute(_SQL["votes"], row).fetchone()[0]))

        return await self._database.write(voted)


def marks(connection: Connection, pairs: Sequence[tuple[int, int]]) -> dict[int, dict[int, Marks]]:
    """What was made of (channel, paper) each: by channel, then paper, those of which anything was."""
    made: dict[int, dict[int, dict[str, Any]]] = {}
    rows = connection.execute(_SQL["marks"], {"pairs": json.dumps(pairs)}) if pairs else ()
    for channel, paper, what, name, votes in rows:
        one = made.setdefault(channel, {}).setdefault(paper, {})
        one |= {"votes": votes} if what == "votes" else {what: True, f"{what}_by": name or ""}
    return {channel: {paper: Marks(**one) for paper, one in papers.items()} for channel, papers in made.items()}


def weeks(connection: Connection, asked: Sequence[tuple[int, int, datetime]]) -> dict[int, Week]:
    """Of the week before each digest (its number, its channel, when it was planned).

    By number, where anything was; what comes later does not change what it says.
    """
    spans = [(number, channel, to_column(at - WEEK), to_column(at)) for number, channel, at in asked]
    weeks = {"weeks": json.dumps(spans)}
    saved = dict(connection.execute(_SQL["week_saved"], weeks)) if spans else {}
    voted: dict[int, list[tuple[str, str, int]]] = {}
    for number, *row in connection.execute(_SQL["week_voted"], weeks) if spans else ():
        voted.setdefault(number, []).append((row[0], row[1], row[2]))
    return {number: _week(saved.get(number, 0), voted.get(number, ())) for number in saved.keys() | voted.keys()}


def _week(saved: int, voted: Sequence[tuple[str, str, int]]) -> Week:
    most = next(((title, url) for title, url, votes in voted if votes > 1), ("", ""))
    return Week(saved, sum(votes for *_, votes in voted), *most)
