"""The planning run: due channels in batches, each read, decided and written in one transaction."""

import json
import logging
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.errors import blame
from bot.model.channel import Address
from bot.ports import PLANNER, Decide, Fault, Planned, Prepare
from storage import gc_pause
from storage.connection import Connection, Transaction
from storage.planning.due_channels import DueChannels, among, candidates
from storage.planning.record import record
from storage.rows.digests import Written
from storage.rows.faults import fault_row
from storage.rows.instants import to_column
from storage.statements import statements

log = logging.getLogger(__name__)

_SQL = statements("plans")
_INGEST = statements("ingest")
BATCH = 10_000  # channels a transaction: half a second in which no other writer gets in
POSTPONED = timedelta(hours=1)  # a channel whose planning raised is tried again then


def plan_due(  # noqa: PLR0917 -- the last two are what a hop into the database gives
    now: datetime,
    listed_since: date,
    prepare: Prepare,
    platforms: Sequence[str] | None,
    connection: Connection,
    transaction: Transaction,
) -> Planned:
    """Plan for every channel of these platforms (None: of all) whose time has come; committed batch by batch."""
    asked = {"now": to_column(now), "platforms": None if platforms is None else json.dumps(list(platforms))}
    due = array("q", _ascending(*connection.execute(_SQL["due"], asked).fetchone()))
    if not due:
        return Planned()
    papers = candidates(connection, listed_since)
    met = among(connection, listed_since, papers)
    run = _Run(connection, transaction, DueChannels(connection, papers, met), prepare(met), now, Written())
    total = Planned()
    with gc_pause.asleep():
        for start in range(0, len(due), BATCH):
            total = _sum(total, run.batch(due[start : start + BATCH].tolist()))
    return total


@dataclass(frozen=True, slots=True)
class _Run:
    """One planning run."""

    connection: Connection
    transaction: Transaction
    channels: DueChannels
    decide: Decide
    now: datetime
    written: Written

    def batch(self, keys: Sequence[int]) -> Planned:
        """Read, decide and write; if the decision raises, the batch again, a channel at a time."""
        try:
            return self._together(keys)
        except self.connection.Error:
            raise
        except Exception as error:  # noqa: BLE001 -- one channel that cannot be planned for stops no other
            log.warning("batch_not_planned", extra={"channels": len(keys), **blame(error)})
            total = Planned()
            for key in keys:
                total = _sum(total, self._alone(key))
            return total

    def _together(self, keys: Sequence[int]) -> Planned:
        with self.transaction():
            asked = {"channels": json.dumps(keys), "now": to_column(self.now)}
            mine = _ascending(*self.connection.execute(_SQL["still_due"], asked).fetchone())
            due = self.channels.read(mine) if mine else []
            return record(self.connection, self.decide(due), self.written) if due else Planned()

    def _alone(self, key: int) -> Planned:
        try:
            return self._together([key])
        except self.connection.Error:
            raise
        except Exception as error:
            log.exception("channel_not_planned", extra={"channel_key": key})
            reason = f"its digest could not be planned ({type(error).__name__})"
            with self.transaction():
                row = self.connection.execute(_SQL["channels"], {"channels": f"[{key}]"}).fetchone()
                place = str(Address(*row[1:4]))
                self.connection.execute(_SQL["postpone"], (to_column(self.now + POSTPONED), key))
                self.connection.execute(_INGEST["fault"], fault_row(self.now, PLANNER, Fault(place, reason)))
            return Planned()


def _ascending(keys: str | None) -> list[int]:
    """Numbers with commas between; None for none of them."""
    return sorted(map(int, keys.split(","))) if keys else []


def _sum(one: Planned, other: Planned) -> Planned:
    return Planned(one.channels + other.channels, one.digests + other.digests, one.picks + other.picks)
