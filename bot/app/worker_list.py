"""`paperboy workers`: who lives, what each does and holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.app.troubles import in_words
from bot.commands.says import counted
from bot.model.role import in_order, without_worker
from bot.ports import LeaseKind, LivingWorker
from bot.views.blocks import Block, Bullets, Heading, Inline, Line, Moment, Note, Text, Tone, View, plain

SHOWN: Final = 12  # names of a kind; more than that nobody reads
NOBODY: Final = "Nobody works on this database: paperboy run starts a worker."
ALONE: Final = (
    "The database is an SQLite file: one process works on it, and does by itself all that its roles say. For "
    "more of them move to a PostgreSQL: paperboy move --to URL"
)
_KINDS: Final = {
    LeaseKind.DUTY: ("duty", "duties"),
    LeaseKind.SHARD: ("shard", "shards"),
    LeaseKind.SOCKET: ("socket", "sockets"),
    LeaseKind.WORKSPACE: ("workspace", "workspaces"),
}


def worker_list(living: Sequence[LivingWorker], *, alone: bool) -> View:
    """The first of them first; heartbeats are by the database's clock. `alone`: there can be but one."""
    count = counted(len(living), "worker", "workers")
    blocks: list[Block] = [Heading("Workers")]
    for each in living:
        head: list[Inline] = [Text(each.place, bold=True), Text(f"  {each.version}, {_roles(each)}, since ")]
        head.append(Moment(each.since, "UTC"))
        if each.heard is not None:
            head.append(Text(f", heard at {each.heard:%H:%M:%S} UTC"))
        blocks += [Note(tuple(head), Tone.GOOD), Bullets(_held(each))]
        blocks += [Note(plain(said), Tone.ERROR) for said in in_words([each])]
    if not living:
        blocks.append(Note(plain(NOBODY), Tone.WARNING))
    elif undone := without_worker([each.roles for each in living]):
        blocks.append(Note(plain(f"{undone[0].upper()}{undone[1:]}"), Tone.ERROR))
    if alone:
        blocks.append(Note(plain(ALONE)))
    return View(tuple(blocks), count)


def worker_data(living: Sequence[LivingWorker], *, alone: bool) -> Mapping[str, Any]:
    """The same for programs; instants as ISO 8601."""
    return {
        "alone": alone,
        "workers": [
            {
                "id": each.id,
                "host": each.place.rpartition(":")[0],
                "pid": int(each.place.rpartition(":")[2]),
                "version": each.version,
                "roles": in_order(each.roles),
                "since": _instant(each.since),
                "heard": _instant(each.heard),
                "deliveries": each.deliveries,
                "share": each.share,
                "not_well": list(in_words([each])),
                **{several: list(each.leases.get(kind, ())) for kind, (_, several) in _KINDS.items()},
            }
            for each in living
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _roles(worker: LivingWorker) -> str:
    return ", ".join(in_order(worker.roles)) or ("nothing now" if worker.said else "a command")


def _held(worker: LivingWorker) -> tuple[Line, ...]:
    holds = [counted(worker.deliveries, "delivery", "deliveries") + " in its hands"]
    for kind, names in _KINDS.items():
        leases = worker.leases.get(kind, ())
        if leases:
            more = f" and {len(leases) - SHOWN} more" if len(leases) > SHOWN else ""
            holds.append(f"{counted(len(leases), *names)}: {', '.join(leases[:SHOWN])}{more}")
    if worker.share < 1 and worker.share > 0:
        holds.append(f"{worker.share:.0%} of what all may send together")
    return tuple(map(plain, holds))
