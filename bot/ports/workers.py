"""The workers: the processes that share the work on one database, and what each of them holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.role import Role


class LeaseKind(StrEnum):
    """What one worker at a time holds."""

    DUTY = "duty"  # something that one does for all, such as asking the sources
    SHARD = "shard"  # a connection of a platform that is divided among several
    SOCKET = "socket"  # one of the few connections that a platform takes of an app
    WORKSPACE = "workspace"  # whose deliveries go through one worker, so that its pace is kept


class Matter(StrEnum):
    """What a worker says of itself that is not well, for whoever asks from another process."""

    DOWN = "down"  # why a platform does not serve; about the platform
    TROUBLE = "trouble"  # what an adapter says, in a sentence, that health and doctor are to say of it; as above
    FAILING = "failing"  # why a duty fails; about the duty


About = tuple[Matter, str]  # a matter, and the name of what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingWorker:
    """A worker as the others see it.

    `place`: host:process. `heard`: when it was heard of last, by the database's clock; None where it is known in
    another way that it lives. `deliveries`: how many it has in its hands. `leases`: names by kind. `share`: its
    part of limits that all keep together, 0 to 1. `said`: what is not well there (`Workers.say`), by what it is
    about. `own`: it is the process that asks.
    """

    id: str
    place: str
    version: str
    roles: frozenset[Role]
    since: datetime
    heard: datetime | None = None
    deliveries: int = 0
    leases: Mapping[LeaseKind, Sequence[str]] = field(default_factory=dict)
    share: float = 1.0
    said: Mapping[About, str] = field(default_factory=dict)
    own: bool = False


class Workers(Protocol):
    """The workers, and leases by name: each is held by one of them, until it gives it back or is taken for dead.

    Time is the database's. On a file there is one worker, which holds whatever it wants.
    """

    @property
    def alone(self) -> bool:
        """Whether the database takes one worker and no more."""
        ...

    @property
    def place(self) -> str:
        """What people know this process by: host:process."""
        ...

    @property
    def share(self) -> float:
        """The part (0 to 1) that this process has of a limit that all keep together: never more than 1 in all,
        whoever joins or leaves. 0: nothing may go now.
        """
        ...

    async def check(self) -> None:
        """StorageError says why this process may take up nothing now, whatever its roles."""
        ...

    async def take(self, kind: LeaseKind, name: str) -> bool:
        """Whether this process holds it from now on: it did, or nobody who lives does. Cheap to repeat."""
        ...

    def holds(self, kind: LeaseKind, name: str) -> bool:
        """Whether this process holds it as far as it knows; never true while it may be taken for dead."""
        ...

    async def turn(self, name: str, seconds: float) -> bool:
        """Whether it is this process's turn now of what happens once in so many seconds, whoever does it."""
        ...

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        """Others may take these at once; what another holds stays as it is."""
        ...

    async def say(self, matter: Matter, name: str, sentence: str | None) -> None:
        """What is not well with this process, for the others; None: it is well again. It ends with the process.

        Each process has words of its own: what one says another neither replaces nor takes back.
        """
        ...

    async def living(self) -> Sequence[LivingWorker]:
        """Everyone who lives, the first of them first."""
        ...

    def watch(self, changed: Callable[[], None]) -> None:
        """`changed` is called when a worker joined, left or died, when one gave something back, so that it may be
        taken now, or took one of what is divided among all (a shard, a socket).
        """
        ...
