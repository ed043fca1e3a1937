"""The workers of a PostgreSQL, and leases by name, as rows that all of them see."""

from collections.abc import Callable, Sequence

from bot.model.role import Role
from bot.ports.workers import LeaseKind, LivingWorker, Matter
from storage.connection import Connection
from storage.postgres.database import Database
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.worker import Worker
from storage.rows.instants import from_column
from storage.rows.workers import place_of_this_process, said_from

_SQL = own_blocks(ENGINE)
_ROLES = {role.value: role for role in Role}  # a later version may know others
_DIVIDED = frozenset({LeaseKind.SHARD, LeaseKind.SOCKET})  # among all who want some: the others count anew
_KINDS = {kind.value: kind for kind in LeaseKind}


class SqlWorkers:
    """`bot.ports.Workers` on PostgreSQL. What another holds is asked for again with the next beat, not before."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database, self._worker = database, worker
        self._refused = set[tuple[str, str]]()  # since the worker last looked who lives
        self._looked = -1

    @property
    def alone(self) -> bool:
        """As many as one likes."""
        return False

    @property
    def place(self) -> str:
        """As the others see it."""
        return place_of_this_process()

    @property
    def share(self) -> float:
        """As of the last beat."""
        return self._worker.share

    async def check(self) -> None:
        """As of the last beat: not heard of, a clock that is off, tables of a newer version."""
        self._database.may_work()

    async def take(self, kind: LeaseKind, name: str) -> bool:
        """Never while this worker may be taken for dead."""
        worker, lease = self._worker, (kind.value, name)
        if self._looked != worker.looked:
            self._looked = worker.looked
            self._refused.clear()
        if kind is LeaseKind.DUTY and worker.hindered:  # it is done by those who can
            if lease in worker.held:
                await self.give_back(kind, [name])
            return False
        if not worker.heard or lease in self._refused:
            return False
        if lease in worker.held:
            return True
        asked, news = (*lease, worker.id), kind in _DIVIDED

        def take(db: Connection) -> bool:
            taken = db.execute(_SQL["take_lease"], asked).fetchone() is not None
            if taken and news:
                db.execute(_SQL["tell_workers"])
            return taken

        if await self._database.note(take):
            worker.held.add(lease)
            return worker.heard
        self._refused.add(lease)
        return False

    def holds(self, kind: LeaseKind, name: str) -> bool:
        """As of the last beat."""
        return self._worker.heard and (kind.value, name) in self._worker.held

    async def turn(self, name: str, seconds: float) -> bool:
        """By the server's clock."""
        if not self._worker.heard:
            return False
        asked = (name, self._worker.id, int(seconds * 1_000_000))
        return await self._database.note(lambda db: db.execute(_SQL["take_turn"], asked).fetchone()) is not None

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        """The others are told."""
        self._worker.held.difference_update((kind.value, name) for name in names)
        rows = [(self._worker.id, kind.value, name) for name in names]

        def give_back(db: Connection) -> None:
            db.executemany(_SQL["give_lease_back"], rows)
            db.execute(_SQL["tell_workers"])

        if rows:
            await self._database.note(give_back)

    async def say(self, matter: Matter, name: str, sentence: str | None) -> None:
        """At once, and with each heartbeat."""
        await self._worker.say((matter, name), sentence)

    async def living(self) -> Sequence[LivingWorker]:
        """With what each holds."""

        def look(db: Connection) -> list[LivingWorker]:
            holds: dict[str, dict[LeaseKind, list[str]]] = {}
            for owner, kind, name in db.execute(_SQL["leases"]):
                if kind in _KINDS:
                    holds.setdefault(owner, {}).setdefault(_KINDS[kind], []).append(name)
            return [
                LivingWorker(
                    id=name,
                    place=place,
                    version=version,
                    roles=frozenset(_ROLES[role] for role in roles.split(",") if role in _ROLES),
                    since=from_column(started),
                    heard=from_column(seen),
                    deliveries=deliveries,
                    leases=holds.get(name, {}),
                    share=share,
                    said=said_from(said),
                    own=name == self._worker.id,
                )
                for name, place, version, started, seen, roles, share, said, deliveries in db.execute(
                    _SQL["workers"]
                )
            ]

        return await self._database.read(look)

    def watch(self, changed: Callable[[], None]) -> None:
        """After this worker looked who lives."""
        self._worker.watch(changed)
