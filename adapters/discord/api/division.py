"""How the listeners divide the bot's shards: evenly, and so that nobody hands the same one to and fro. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Division:
    """What one listener does next: take those in turn, give those back."""

    take: tuple[int, ...] = ()
    give_back: tuple[int, ...] = ()


def divide(
    total: int,
    listeners: Mapping[str, Collection[int]],
    mine: str,
    at_once: int = 1,
    idle: Collection[int] = (),
    *,
    left: bool = False,
) -> Division:
    """From who holds what. What is free is dealt out to those with the fewest; with `left`, which says that nobody
    has taken it for a while, anyone may take it who then has no more than an even part, rounded up.

    Whoever has more than that gives back what it has not connected yet (`idle`). Whoever has most, and two more
    than another, gives one back, or half of what they differ by, `at_once` at most: each costs an IDENTIFY.
    """
    held = set(listeners[mine])
    free = sorted(set(range(total)).difference(*listeners.values()))
    part = -(-total // len(listeners))
    if free:
        dealt = _dealt(free, listeners)[mine]
        others = [number for number in free if number not in dealt] if left else []
        return Division(take=tuple([*dealt, *others][: max(0, part - len(held))]))
    if unused := sorted(held.intersection(idle), reverse=True)[: max(0, len(held) - part)]:
        return Division(give_back=tuple(unused))
    if mine != max(listeners, key=lambda name: (len(listeners[name]), name)):
        return Division()  # one gives at a time: two would give the same one too much
    more = len(held) - min(map(len, listeners.values()))
    back = min(at_once, more // 2)
    return Division(give_back=tuple(sorted(held, reverse=True)[:back]))


def _dealt(free: Collection[int], listeners: Mapping[str, Collection[int]]) -> dict[str, list[int]]:
    """One after the other to whoever has fewest by then; everyone who looks at the same moment deals alike."""
    dealt: dict[str, list[int]] = {name: [] for name in listeners}
    for number in free:
        dealt[min(listeners, key=lambda name: (len(listeners[name]) + len(dealt[name]), name))].append(number)
    return dealt
