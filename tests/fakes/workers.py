"""Workers as a test wants them: one alone, or one beside others that hold what is said."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from bot.model.role import ALL_ROLES
from bot.ports import LeaseKind, LivingWorker, Matter
from bot.ports.workers import About


def said(words: dict[About, str], about: About, sentence: str | None) -> None:
    """What a worker says of itself from then on."""
    words.pop(about, None)
    if sentence is not None:
        words[about] = sentence


class Alone:
    """The one worker; with `others` what it names is theirs."""

    def __init__(self, others: Collection[str] = (), share: float = 1.0, *, alone: bool = True) -> None:
        self.others, self.share, self.alone = set(others), share, alone
        self.taken = set[tuple[LeaseKind, str]]()
        self.turns = list[str]()
        self.watching = list[Callable[[], None]]()
        self.said = dict[About, str]()
        self.place = "host:0"

    async def say(self, matter: Matter, name: str, sentence: str | None) -> None:
        said(self.said, (matter, name), sentence)

    async def check(self) -> None:
        pass

    async def take(self, kind: LeaseKind, name: str) -> bool:
        if name in self.others:
            self.taken.discard((kind, name))
            return False
        self.taken.add((kind, name))
        return True

    def holds(self, kind: LeaseKind, name: str) -> bool:
        return (kind, name) in self.taken and name not in self.others

    async def turn(self, name: str, seconds: float) -> bool:
        self.turns.append(name)
        return True

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        self.taken.difference_update((kind, name) for name in names)

    async def living(self) -> Sequence[LivingWorker]:
        if not self.said:
            return ()
        since = datetime(2026, 11, 20, tzinfo=UTC)
        only = LivingWorker(
            id="w", place="host:0", version="1", roles=ALL_ROLES, since=since, said=self.said, own=True
        )
        return (only,)

    def watch(self, changed: Callable[[], None]) -> None:
        self.turns = list[str]()
        self.watching.append(changed)


class Together:
    """Workers in one test: what one holds no other does; one that died holds nothing."""

    def __init__(self) -> None:
        self.owners = dict[tuple[LeaseKind, str], "Member"]()
        self.members = list["Member"]()

    def joins(self) -> "Member":
        member = Member(self, f"w{len(self.members)}")
        self.members.append(member)
        self.tell()
        return member

    def dies(self, member: "Member") -> None:
        member.heard = False
        self.owners = {lease: owner for lease, owner in self.owners.items() if owner is not member}
        self.members.remove(member)
        self.tell()

    def tell(self) -> None:
        for member in self.members:
            for changed in member.watching:
                changed()


class Member:
    """One of them."""

    alone = False

    def __init__(self, together: Together, name: str) -> None:
        self._together, self.name, self.heard = together, name, True
        self.watching = list[Callable[[], None]]()
        self.turns = list[str]()
        self.said = dict[About, str]()

    async def say(self, matter: Matter, name: str, sentence: str | None) -> None:
        said(self.said, (matter, name), sentence)

    @property
    def place(self) -> str:
        return f"host:{self._together.members.index(self)}"

    @property
    def share(self) -> float:
        return 1 / len(self._together.members)

    async def check(self) -> None:
        pass

    async def take(self, kind: LeaseKind, name: str) -> bool:
        if not self.heard:
            return False
        before = self._together.owners.get((kind, name))
        if before is None:
            self._together.owners[kind, name] = self
            self._together.tell()
        return before in {None, self}

    def holds(self, kind: LeaseKind, name: str) -> bool:
        return self.heard and self._together.owners.get((kind, name)) is self

    async def turn(self, name: str, seconds: float) -> bool:
        self.turns.append(name)
        return self.heard

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        mine = [name for name in names if self.holds(kind, name)]
        for name in mine:
            del self._together.owners[kind, name]
        if mine:
            self._together.tell()

    async def living(self) -> Sequence[LivingWorker]:
        return [
            LivingWorker(
                id=each.name,
                place=f"host:{number}",
                version="1",
                roles=ALL_ROLES,
                since=datetime(2026, 11, 20, tzinfo=UTC),
                leases={kind: self._names(each, kind) for kind in LeaseKind},
                said=each.said,
                own=each is self,
            )
            for number, each in enumerate(self._together.members)
        ]

    def _names(self, member: "Member", kind: LeaseKind) -> list[str]:
        return [name for (of, name), owner in self._together.owners.items() if owner is member and of is kind]

    def watch(self, changed: Callable[[], None]) -> None:
        self.watching.append(changed)
