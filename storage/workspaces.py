"""Workspaces as a whole: dead, alive again, deleted."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Engine
from storage.removal.remove_channels import overwriting, remove
from storage.rows.instants import from_column_or_null, to_column_or_null
from storage.statements import statements

_SQL = statements("workspaces")


class SqlWorkspaces:
    """`bot.ports.Workspaces` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def kill(self, platform: str, workspace: str, reason: str, delete_at: datetime | None) -> None:
        """Told twice, the first instant of deletion stays."""
        await self._database.write(lambda db: kill(db, platform, workspace, reason, delete_at))

    async def revive(self, platform: str, workspace: str) -> None:
        """What was queued goes on, or is let go by the dispatcher if its day is over."""
        asked = {"platform": platform, "workspace": workspace}
        await self._database.write(lambda db: db.execute(_SQL["revive"], asked))

    async def dead(self) -> Sequence[tuple[str, str, str, datetime | None]]:
        """By name."""
        rows = await self._database.read(lambda db: db.execute(_SQL["dead"]).fetchall())
        return [(platform, workspace, reason, from_column_or_null(at)) for platform, workspace, reason, at in rows]

    async def purge(self, platform: str, workspace: str) -> None:
        """Channels, digests, memory, votes, names, audit, secrets, faults, notes, events: nothing is left."""
        asked = {"platform": platform, "workspace": workspace}

        def purge(db: Connection) -> None:
            remove(db, [key for (key,) in db.execute(_SQL["channels"], asked)])
            for name in (
                "votes",
                "people",
                "secrets",
                "asked",
                "set_up",
                "audit",
                "waits",
                "faults",
                "notes",
                "events",
                "revive",
            ):
                db.execute(_SQL[name], asked)

        await self._database.write(lambda db: overwriting(db, purge))


def kill(db: Connection, platform: str, workspace: str, reason: str, delete_at: datetime | None) -> None:
    """Pause a workspace within the caller's transaction."""
    db.execute(
        _SQL["kill"],
        {
            "platform": platform,
            "workspace": workspace,
            "reason": reason,
            "delete_at": to_column_or_null(delete_at),
        },
    )
