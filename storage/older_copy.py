"""An older copy is noticed before anything is delivered from it, and what it had queued is parked."""

import logging
from datetime import datetime
from uuid import uuid4

from bot.channels.restoring import Evidence, remedy, restart, sentence
from bot.errors import StorageError
from bot.ports import Fault
from storage.connection import Connection
from storage.rows import channels as channel_rows
from storage.rows import facts
from storage.rows.faults import fault_row
from storage.rows.instants import date_or_none, from_column_or_null, to_column
from storage.statements import statements

MOVED = "moved"  # the fact that says where everything is now

log = logging.getLogger(__name__)

_SQL = statements("older_copy")
_INGEST = statements("ingest")
_CHANNELS = statements("channels")


def identity(db: Connection) -> str:
    """Which database this is; made when it is asked for first."""
    known = facts.read(db, facts.IDENTITY)
    if known is None:
        known = uuid4().hex
        facts.write(db, facts.IDENTITY, known)
    return known


def not_moved(db: Connection) -> None:
    """StorageError where everything is elsewhere now."""
    if (place := facts.read(db, MOVED)) is not None:
        raise StorageError(
            f"This database was moved to {place}: set PAPERBOY_DATABASE to that one. Nothing is delivered from "
            "the old copy, since it would come twice."
        )


def look_after(high_water: int | None, now: datetime, db: Connection) -> tuple[str, int]:
    """Carry the remedy out, if one is needed; what was done, and how many attempts were recorded."""
    not_moved(db)
    attempts, copied = facts.attempts(db), facts.read(db, facts.BACKUP)
    listed, learned = db.execute(_SQL["newest"]).fetchone()
    evidence = Evidence(
        copied=from_column_or_null(int(copied) if copied else None),
        attempts=attempts,
        high_water=high_water,
        listed=date_or_none(listed),
        learned=from_column_or_null(learned),
    )
    found = remedy(evidence, now)
    if found is None:
        return "", attempts
    asked = {"reason": found.parked, "now": to_column(now), "since": found.since.isoformat()}
    parked = db.execute(_SQL["park"], asked).rowcount
    channels = [channel_rows.channel(row) for row in db.execute(_SQL["overdue_or_earlier"], asked)]
    moved = [(*channel_rows.columns(restart(each, found, now)), each.key) for each in channels]
    db.executemany(_CHANNELS["save"], moved)
    facts.forget(db, facts.BACKUP)
    facts.write(db, facts.RESTORED, found.since.isoformat())
    said = sentence(found, parked)
    db.execute(_INGEST["fault"], fault_row(now, "restore", Fault("database", said)))
    log.warning("restored_copy", extra={"said": said})
    return said, attempts
