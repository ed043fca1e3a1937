"""Makers of candidates and channels for tests: what matters is given, the rest is plausible."""

from datetime import UTC, date, datetime, time
from typing import Any

from bot.model.channel import Address, Channel, EmptyDay, Schedule, Settings
from bot.model.paper import Candidate, Paper, Signals
from bot.ports import DueChannel

TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)


def candidate(key: int, title: str, **given: Any) -> Candidate:
    """A paper listed today by huggingface, unless told otherwise."""
    listed = given.pop("listed", TODAY)
    signals = Signals(
        first_listed=given.pop("first_listed", listed),
        last_listed=listed,
        upvotes=given.pop("upvotes", 0),
        velocity=given.pop("velocity", 0.0),
        sources=given.pop("sources", ("huggingface",)),
    )
    added = given.pop("added", None)
    paper = Paper(id=given.pop("id", f"arxiv:2611.{key:05d}"), title=title, url="https://arxiv.org/abs/1", **given)
    return Candidate(key=key, paper=paper, signals=signals, added=added)


def lora(number: int = 1, **changes: Any) -> Paper:
    """A paper as it is cited."""
    values: dict[str, Any] = {
        "id": f"arxiv:2106.0968{number}",
        "title": "LoRA: Low-Rank Adaptation",
        "url": f"https://arxiv.org/abs/2106.0968{number}",
        "authors": ("Edward J. Hu", "Yelong Shen"),
        "published": date(2021, 6, 17),
        "categories": ("cs.CL",),
    }
    return Paper(**(values | changes))


def channel(**given: Any) -> Channel:
    """A channel due at nine UTC today, every day, that began long ago and had yesterday's digest."""
    schedule = given.pop("schedule", Schedule(at=time(9), weekdays=frozenset(range(7)), zone="UTC"))
    settings = given.pop("settings", Settings(picks=3, empty_day=EmptyDay.LINE))
    whole: dict[str, Any] = {
        "key": 7,
        "address": Address("terminal", "local", "demo"),
        "name": "demo",
        "since": date(2026, 1, 1),
        "schedule": schedule,
        "settings": settings,
        "next_due": NINE,
        "last_date": date(2026, 11, 19),
    }
    return Channel(**{**whole, **given})


def due(*queries: str, **given: Any) -> DueChannel:
    """A due channel with these subscriptions; what belongs to the channel itself goes to it."""
    own = {name: given.pop(name) for name in list(given) if name in Channel.__dataclass_fields__}
    home = given.pop("channel", None) or channel(**own)
    return DueChannel.of(home, queries)._replace(**given)
