"""How the listeners divide the bot's shards: evenly, and so that nobody hands the same one to and fro. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Division:
    """What one listener does next: take those in turn, give those back."""

    take: tuple[int, ...] = ()
    give_back: tuple[int, ...] = ()


def divide(total: int, listeners: Mapping[str, Collection[int]], mine: str, at_once: int = 1) -> Division:
    """From who holds what. Nobody takes more than an even part, rounded up. Whoever has most, and two more than
    another, gives one back, or half of what they differ by, `at_once` at most: each costs an IDENTIFY.
    """
    held = set(listeners[mine])
    free = sorted(set(range(total)).difference(*listeners.values()))
    part = -(-total // len(listeners))
    room = max(0, part - len(held))
    if free:
        first = sorted(listeners).index(mine) * len(free) // len(listeners)  # so that each begins elsewhere
        return Division(take=tuple([*free[first:], *free[:first]][:room]))
    if mine != max(listeners, key=lambda name: (len(listeners[name]), name)):
        return Division()  # one gives at a time: two would give the same one too much
    more = len(held) - min(map(len, listeners.values()))
    back = min(at_once, more // 2)
    return Division(give_back=tuple(sorted(held, reverse=True)[:back]))
