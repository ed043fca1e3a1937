"""Which days, weeks and months an address may name."""

from datetime import date

import pytest

from bot.daily.period import Kind, containing, parse
from bot.errors import UserError
from tests.each_of import each_of

TODAY = date(2026, 11, 20)  # a Friday


@each_of(
    ("text", "kind", "first", "last"),
    [
        ("2026-11-20", Kind.DAY, date(2026, 11, 20), date(2026, 11, 20)),
        ("2026-W47", Kind.WEEK, date(2026, 11, 16), date(2026, 11, 22)),
        ("2020-W53", Kind.WEEK, date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-02", Kind.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", Kind.MONTH, date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_read_and_named_alike(text, kind, first, last):
    period = parse(text, kind, TODAY)
    assert (period.first, period.last, period.name) == (first, last, text)
    assert containing(last, kind) == period
    assert (period.before.last, period.after.first) == (
        first.fromordinal(first.toordinal() - 1),
        last.fromordinal(last.toordinal() + 1),
    )


@each_of(
    ("text", "kind", "said"),
    [
        ("2026-11-31", Kind.DAY, "a day is written like 2026-11-27"),
        ("yesterday", Kind.DAY, "a day is written like"),
        ("2026-1-1", Kind.DAY, "a day is written like"),
        ("٢٠٢٦-١١-٢٠", Kind.DAY, "a day is written like"),
        ("2026-W54", Kind.WEEK, "a week is written like 2026-W48"),
        ("2025-W53", Kind.WEEK, "a week is written like"),
        ("2026-13", Kind.MONTH, "a month is written like 2026-11"),
        ("2026-11-21", Kind.DAY, "has not begun yet: it is 2026-11-20 in UTC"),
        ("2026-W48", Kind.WEEK, "has not begun yet"),
        ("2026-12", Kind.MONTH, "has not begun yet"),
        ("1066-10-14", Kind.DAY, "No paper was listed in 1066"),
        ("0000-01-01", Kind.DAY, "a day is written like"),
    ],
)
def test_nonsense_and_the_future_get_a_sentence(text, kind, said):
    with pytest.raises(UserError, match=said):
        parse(text, kind, TODAY)


def test_a_period_in_words():
    assert containing(TODAY, Kind.DAY).title == "Friday, 20 November 2026"
    assert containing(TODAY, Kind.DAY).dates == "Friday, 20 November 2026"
    assert containing(TODAY, Kind.WEEK).title == "Week 47 of 2026"
    assert containing(TODAY, Kind.WEEK).dates == "16 to 22 November 2026"
    assert containing(date(2020, 12, 30), Kind.WEEK).dates == "28 December 2020 to 3 January 2021"
    assert containing(date(2026, 9, 30), Kind.WEEK).dates == "28 September to 4 October 2026"
    assert containing(TODAY, Kind.MONTH).title == "November 2026"
