"""How often each kind of happening occurred, so that one that never does is seen.

Counted is what came to something, where that can be told: a full disk that met a hop, not one that nobody wrote to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.simulation.calls import CALLS
from tests.simulation.chat import WIDE
from tests.simulation.disk import WRITING
from tests.simulation.platform_events import platform_events
from tests.simulation.proof import SHORT
from tests.simulation.run import ENDINGS, History, play
from tests.simulation.scenario import DAY, OF_WORKERS, Kind, Scenario, scenario
from tests.simulation.workers import of_workers, play_together

SAID = ("subscribe", "unsubscribe", "pause", "resume", "schedule", "settings", "now", "preview", "list", "status")
CLICKED = ("why", "hide", "save", "vote")
ALONE = 4  # so many seeds of one process for one of several
LATE = 60.0  # seconds
NAMES = {
    "clock": ("set ahead", "set back", "a day off or more", "drift", "clock_steps"),
    "limits": tuple(
        f"a limit of the {scope}" for scope in ("channel", *dict.fromkeys(s.value for s in WIDE.values()))
    ),
    "calls": tuple(CALLS),
    "outcomes": tuple(
        f"attempts {each}" for each in ("Sent", "RetryAfter", "Ambiguous", "Rejected", "Refused", "Dead")
    ),
    "look-ups": (
        *(f"lookups {each}" for each in ("Sent", "NotThere", "RetryAfter", "Unknown", "Dead")),
        *("stored, and not yet in the history", "a nonce within its window"),
    ),
    "channels": tuple(each.value for each in (Kind.REFUSED, Kind.DEAD, Kind.DELETED)),
    "tokens": (
        *(Kind.REVOKED.value, Kind.RESET.value, "tokens rotate"),
        *(f"a renewal that is {became}" for became in ("well", "slow", "lost", "throttled")),
    ),
    "events": ("told once more", "told late", "told in another order"),
    "people": (*(f"say {each}" for each in (*SAID, *CLICKED)), "said at the same moment"),
    "sources": (Kind.SOURCE_DOWN.value,),
    "disk": tuple(sorted(WRITING)),
    "deaths": (
        *(each.value for each in ENDINGS),
        *("death before a commit", "death after a commit of which nobody heard", "death while a message is sent"),
    ),
    "several processes": (*(each.value for each in OF_WORKERS), "a delivery that another process took over"),
    "deliveries": tuple(f"deliveries {each}" for each in ("sent", "queued", "ambiguous", "parked", "cancelled")),
}


def counted(seeds: Iterable[int]) -> tuple[Counter[str], Counter[str]]:
    """How often each kind occurred, and in how many of the seeds."""
    times, in_seeds = Counter[str](), Counter[str]()
    for history in _played(seeds):
        found = +happened(history)
        times += found
        in_seeds.update(dict.fromkeys(found, 1))
    return times, in_seeds


def _played(seeds: Iterable[int]) -> Iterator[History]:
    for seed in seeds:
        history = play(scenario(seed, SHORT))
        yield history
        history.disk.give_back()
        if seed % ALONE == 0:
            together = play_together(of_workers(seed))
            yield together
            together.disk.connection.close()  # it serves nobody else


def happened(history: History) -> Counter[str]:
    """What occurred in one run."""
    mine = history.scenario
    found = Counter(each.kind.value for each in mine.events)
    found.update(history.met)
    for chat in history.chats.values():
        found.update(chat.faults + chat.met + (chat.tokens.met if chat.tokens else Counter[str]()))
    found["tokens rotate"] += mine.rotates
    for each in mine.of(Kind.CLOCK):
        found["set ahead" if each.amount > 0 else "set back"] += 1
        found["a day off or more"] += abs(each.amount) >= DAY
    ((found["a delivery that another process took over"],),) = history.disk.rows(
        "SELECT count(*) FROM delivery WHERE lease > 1"
    )
    return found + _said(mine) + _told(mine)


def _said(mine: Scenario) -> Counter[str]:
    words = mine.of(Kind.SAY)
    found = Counter(f"say {each.text.split()[0]}" for each in words)
    for first, then in pairwise(words):
        found["said at the same moment"] += first.place == then.place and then.at - first.at < 1
    return found


def _told(mine: Scenario) -> Counter[str]:
    """What platforms told twice, late, and in another order than it happened."""
    found = Counter[str]()
    events = platform_events(mine)
    found["told once more"] = len(events) - len({each.id for each in events})
    for number, event in enumerate(mine.of(Kind.REFUSED, Kind.DEAD)):
        begun, over = ([e.at for e in events if e.id == f"{number}/{begins}"] for begins in (True, False))
        found["told late"] += sum(at > event.at + LATE for at in begun)
        found["told late"] += sum(at > event.at + event.seconds + LATE for at in over)
        found["told in another order"] += bool(begun and over) and max(begun) > min(over)
    return found


def shown(times: Counter[str], in_seeds: Counter[str]) -> Iterator[str]:
    """A line a group, then what never occurred."""
    for group, names in NAMES.items():
        said = (f"{name} {times[name]:,} in {in_seeds[name]:,}" for name in names if times[name])
        yield f"  {group}: {'; '.join(said)}"
    never = [name for names in NAMES.values() for name in names if not times[name]]
    yield f"  NEVER: {', '.join(never) or 'nothing'}"
