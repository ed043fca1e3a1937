"""Subscriptions' texts, read once in two days."""

from datetime import date, timedelta

import pytest

from bot.planning import readings
from bot.planning.readings import Readings
from bot.query.tree import Query

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The texts that were read, in order."""
    texts, parse = [], readings.parse
    monkeypatch.setattr(readings, "parse", lambda text: (texts.append(text), parse(text))[1])
    return texts


def test_a_text_is_read_once_as_long_as_each_day_asks_for_it(read):
    kept = Readings()
    found = [kept.of("robots", MONDAY + DAY * number) for number in (0, 0, 1, 2)]
    assert all(each is found[0] for each in found)
    assert isinstance(found[0], Query)
    assert read == ["robots"]


def test_what_a_day_did_not_ask_for_is_forgotten(read):
    kept = Readings()
    for number, text in enumerate(("robots", "kites", "boats", "robots")):
        kept.of(text, MONDAY + DAY * number)
    assert read == ["robots", "kites", "boats", "robots"]


def test_a_text_that_cannot_be_read_says_so_each_time(read):
    kept = Readings()
    assert kept.of('"robots', MONDAY) == kept.of('"robots', MONDAY)
    assert "unclosed quote" in str(kept.of('"robots', MONDAY))
    assert read == ['"robots']


def test_no_more_is_kept_than_there_is_room_for(read, monkeypatch):
    monkeypatch.setattr(readings, "KEPT", 10)
    kept = Readings()
    for text in ("robots", "kite", "boats", "kite", "boats"):
        kept.of(text, MONDAY)
    for text in ("robots", "kite", "boats", "boats"):
        kept.of(text, MONDAY)
    assert read == ["robots", "kite", "boats", "boats", "boats", "boats"]
