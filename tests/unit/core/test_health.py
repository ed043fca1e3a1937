"""Health fails when the oldest due digest is late."""

from datetime import UTC, datetime, timedelta

from bot.health import LATE, health

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_nothing_waiting_is_well():
    assert health(None, NOW).ok


def test_a_digest_on_its_way_is_well():
    assert health(NOW - LATE, NOW).ok


def test_a_late_digest_is_not_and_says_since_when():
    late = health(NOW - LATE - timedelta(minutes=1), NOW)
    assert not late.ok
    assert late.reason == "a digest due at 2026-11-21 08:44 UTC is 16 minutes late"
