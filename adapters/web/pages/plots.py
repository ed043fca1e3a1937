"""Plots: small SVG drawings with their numbers in words; colours are the style sheet's."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.daily.following import Week
from bot.daily.upvotes import Upvotes

WIDTH, HEIGHT = 320, 72
_PAD: Final = 4


def upvotes_plot(points: Sequence[Upvotes]) -> Markup:
    """A line from the first to the last observation; nothing for fewer than two."""
    if len(points) < 2:
        return Markup("")
    first, last = points[0], points[-1]
    seconds = max((last.at - first.at).total_seconds(), 1.0)
    most = max(1, *(point.count for point in points))
    places = [
        (
            _PAD + (WIDTH - 2 * _PAD) * (point.at - first.at).total_seconds() / seconds,
            HEIGHT - _PAD - (HEIGHT - 2 * _PAD) * point.count / most,
        )
        for point in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    under = f"{_PAD},{HEIGHT - _PAD} {line} {places[-1][0]:.1f},{HEIGHT - _PAD}"
    said = f"Upvotes grew from {first.count:,} on {_day(first)} to {last.count:,} on {_day(last)}."
    return _drawn(
        said,
        Markup('<polygon class="under" points="{}"/><polyline class="line" points="{}"/>').format(under, line)
        + Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(*places[-1]),
    )


def weeks_plot(weeks: Sequence[Week], said: str) -> Markup:
    """A bar a week."""
    most = max((week.papers for week in weeks), default=0) or 1
    step = WIDTH / max(len(weeks), 1)
    bars = Markup("").join(
        Markup(
            '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>'
        ).format(
            number * step + 1,
            HEIGHT - max(tall, 1.0),
            step - 2,
            max(tall, 1.0),
            f"Week from {week.first.day} {week.first:%b %Y}: {week.papers:,}",
        )
        for number, week in enumerate(weeks)
        for tall in [(HEIGHT - _PAD) * week.papers / most]
    )
    return _drawn(said, bars)


def _drawn(said: str, shapes: Markup) -> Markup:
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, said, shapes
    )


def _day(point: Upvotes) -> str:
    return f"{point.at.day} {point.at:%b %Y}"
