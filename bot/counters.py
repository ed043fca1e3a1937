"""Counters: what happened and how long it took, for `/metrics`."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TypeAlias

BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds, upper bounds

Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]  # a name and its labels, sorted


@dataclass(slots=True)
class Timing:
    """How often, how long together (seconds), and how many took at most each of BUCKETS (the last: longer)."""

    count: int = 0
    total: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))


@dataclass(slots=True)
class Counters:
    """Plain numbers in memory; labels must come from small closed sets (platform, outcome)."""

    counts: dict[Key, float] = field(default_factory=dict)
    timings: dict[Key, Timing] = field(default_factory=dict)

    def inc(self, name: str, by: float = 1, **labels: str) -> None:
        """Count something."""
        key = (name, tuple(sorted(labels.items())))
        self.counts[key] = self.counts.get(key, 0) + by

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Note how long something took."""
        timing = self.timings.setdefault((name, tuple(sorted(labels.items()))), Timing())
        timing.count += 1
        timing.total += seconds
        timing.buckets[bisect_left(BUCKETS, seconds)] += 1
