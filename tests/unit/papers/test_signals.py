"""Signals: what listings add up to, and which observations are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model.paper import Listing
from bot.papers.signals import observe, signals
from tests.each_of import each_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = Listing(paper_id="p", source="hf", list_date=date(2026, 11, 20), rank=1, observed=NOON, upvotes=10)


def later(hours, upvotes, **fields):
    return replace(FIRST, observed=NOON + timedelta(hours=hours), upvotes=upvotes, **fields)


def test_the_latest_counts_of_the_busiest_source_count():
    other = later(1, 3, source="rss", comments=9, list_date=date(2026, 11, 18))
    total = signals([later(48, 50), FIRST, other])
    assert (total.upvotes, total.comments, total.velocity) == (50, 9, 20)
    assert (total.first_listed, total.last_listed) == (date(2026, 11, 18), date(2026, 11, 20))
    assert total.sources == ("hf", "rss")


def test_two_looks_minutes_apart_are_no_rush():
    assert signals([FIRST, later(0.1, 11)]).velocity == pytest.approx(4)  # one in six hours


def test_votes_taken_back_are_no_velocity():
    assert signals([FIRST, later(48, 5)]).velocity == 0


@each_of(
    ("known", "new", "expected"),
    [
        ([], FIRST, (True, None)),
        ([FIRST], later(1, 10), (False, None)),  # says nothing new
        ([FIRST], later(-1, 12), (False, None)),  # an old page read again
        ([FIRST], later(0.1, 12), (True, None)),  # the first of all stays
        ([FIRST, later(0.1, 12)], later(0.2, 13), (True, later(0.1, 12))),
        ([FIRST, later(0.1, 12)], later(2, 13), (True, None)),
        ([FIRST], later(0.1, 10, comments=1), (True, None)),
    ],
)
def test_an_observation_is_kept_if_it_says_something_new_and_one_an_hour(known, new, expected):
    assert observe(known, new) == expected


def test_a_day_of_polling_every_five_minutes_is_kept_as_about_one_an_hour():
    kept = []
    for step in range(288):
        keep, replaced = observe(kept, later(step / 12, 10 + step))
        assert keep
        if replaced:
            kept.remove(replaced)
        kept.append(later(step / 12, 10 + step))
    assert kept[0] == FIRST
    assert len(kept) <= 28
