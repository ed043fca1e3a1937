"""Workers as a test wants them: one alone, or one beside others that hold what is said."""

from collections.abc import Callable, Collection, Sequence

from bot.ports import LeaseKind, LivingWorker


class Alone:
    """The one worker; with `others` what it names is theirs."""

    def __init__(self, others: Collection[str] = (), share: float = 1.0, *, alone: bool = True) -> None:
        self.others, self.share, self.alone = set(others), share, alone
        self.taken = set[tuple[LeaseKind, str]]()
        self.watching = list[Callable[[], None]]()

    async def take(self, kind: LeaseKind, name: str) -> bool:
        if name in self.others:
            self.taken.discard((kind, name))
            return False
        self.taken.add((kind, name))
        return True

    def holds(self, kind: LeaseKind, name: str) -> bool:
        return (kind, name) in self.taken and name not in self.others

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        self.taken.difference_update((kind, name) for name in names)

    async def living(self) -> Sequence[LivingWorker]:
        return ()

    def watch(self, changed: Callable[[], None]) -> None:
        self.watching.append(changed)
