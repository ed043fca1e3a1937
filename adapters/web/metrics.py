"""The core's counters in Prometheus' words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.counters import BUCKETS, Counters, Key, Timing

Gauges: TypeAlias = Mapping[str, Mapping[str, float]]  # by name, then by source ("" where it is none's)


class _Counters(Collector):
    def __init__(self, counters: Counters, gauges: Gauges, worker: str) -> None:
        self._counters = counters
        self._gauges = gauges
        self._names = ["worker"] if worker else []
        self._values = [worker] if worker else []

    def collect(self) -> Iterable[Metric]:
        """Every number now."""
        counts: dict[str, list[tuple[Key, float]]] = defaultdict(list)
        for key, count in self._counters.counts.items():
            counts[key[0]].append((key, count))
        for name, series in counts.items():
            labels = self._names + [label for label, _ in series[0][0][1]]
            counter = CounterMetricFamily(f"paperboy_{name}", f"How many {name.replace('_', ' ')}.", labels=labels)
            for key, count in series:
                counter.add_metric(self._values + [value for _, value in key[1]], count)
            yield counter
        timings: dict[str, list[tuple[Key, Timing]]] = defaultdict(list)
        for key, timing in self._counters.timings.items():
            timings[key[0]].append((key, timing))
        for name, measured in timings.items():
            labels = self._names + [label for label, _ in measured[0][0][1]]
            histogram = HistogramMetricFamily(f"paperboy_{name}", f"{name.replace('_', ' ')}.", labels=labels)
            for key, timing in measured:
                values = self._values + [value for _, value in key[1]]
                histogram.add_metric(values, _cumulative(timing), timing.total)
            yield histogram
        for name, by_source in self._gauges.items():
            own = [] if set(by_source) == {""} else ["source"]
            gauge = GaugeMetricFamily(f"paperboy_{name}", f"{name.replace('_', ' ')}.", labels=self._names + own)
            for source, value in by_source.items():
                gauge.add_metric(self._values + ([source] if own else []), value)
            yield gauge


def _cumulative(timing: Timing) -> list[tuple[str, float]]:
    """Prometheus counts each bucket with all smaller ones."""
    bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
    total = 0
    buckets = []
    for bound, count in zip(bounds, timing.buckets, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return buckets


def exposition(counters: Counters, gauges: Gauges, worker: str = "") -> tuple[bytes, str]:
    """The body of /metrics and its media type; `gauges` are read at this moment.

    `worker`: which of several processes on one database these are the numbers of, as a label of each.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counters(counters, gauges, worker))
    return generate_latest(registry), CONTENT_TYPE_LATEST
