"""The table that a bench prints: what was measured, what it should reach, and whether it does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `target` 0 means: only worth knowing. `least`: the target is a minimum, no maximum."""

    what: str
    measured: float
    unit: str = "ms"
    target: float = 0.0
    least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the target is kept."""
        return not self.target or (self.measured >= self.target if self.least else self.measured <= self.target)


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print them."""
    print(f"\n{title}")
    print(f"  {'figure':44} {'measured':>12} {'target':>12}")
    for each in figures:
        target = f"{'>=' if each.least else '<='} {_number(each.target)}" if each.target else ""
        verdict = "" if each.reached else "  MISSED"
        note = f"  {each.note}" if each.note else ""
        print(
            f"  {each.what:44} {_number(each.measured):>8} {each.unit:3} {target:>12}{verdict}{note}", flush=True
        )


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile of some values; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}" if abs(value) < 2 else f"{value:.1f}"
