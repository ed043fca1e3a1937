"""Mistakes of processes that share the work: they show in `of_workers` alone."""

from typing import Any
from unittest.mock import patch

from storage import outbox, settle_deliveries
from storage.postgres.dialect import own_blocks

Patches = list[Any]


def no_fence() -> Patches:
    def lost(connection: Any, owner: str, deliveries: Any) -> set[int]:
        return set()

    return [patch.object(settle_deliveries, "lost_leases", lost), patch.object(outbox, "lost_leases", lost)]


def workspaces_shared() -> Patches:
    return [patch.object(outbox, "_of_our_workspaces", lambda owner, rows, db: list(rows))]


def living_recovered() -> Patches:
    """Everybody else is taken for dead."""
    changed = dict(outbox._SQL)
    for name in ("give_up_sending", "disbelieve", "claimable", "take_workspaces"):
        alone = "SELECT id FROM living WHERE id = :owner"
        changed[name] = own_blocks("outbox")[name].replace("SELECT id FROM living", alone)
    return [patch.object(outbox, "_SQL", changed)]
