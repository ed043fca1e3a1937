"""Health fails when the oldest due digest is late or no source answers, and names whatever is not well."""

from datetime import UTC, datetime, timedelta

from bot.health import DOWN, LATE, Signs, health
from bot.model.source_down import Down
from bot.ports import Late

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def late(ago: timedelta, *, planned: bool = True) -> Signs:
    return Signs(late=Late(NOW - ago, "slack", planned=planned))


def down(*names: str, hours: float = 7) -> tuple[Down, ...]:
    return tuple(Down(name, NOW - timedelta(hours=hours), "HTTP 503") for name in names)


def test_nothing_waiting_is_well():
    assert health(Signs(), NOW).ok


def test_a_digest_on_its_way_is_well():
    assert health(late(LATE), NOW).ok


def test_a_late_digest_is_not_and_says_where_and_since_when():
    found = health(late(LATE + timedelta(minutes=1)), NOW)
    assert not found.ok
    assert found.reason == "a digest for slack due at 2026-11-21 08:44 UTC is 16 minutes late"
    assert health(late(LATE * 2, planned=False), NOW).reason.endswith("30 minutes late, and not planned yet")


def test_what_cannot_be_done_at_all_is_said_at_once():
    found = health(Signs(failing=["plan fails: The disk is full."]), NOW)
    assert (found.ok, found.reason) == (False, "plan fails: The disk is full.")


def test_a_start_says_what_it_is_busy_with_and_is_well():
    found = health(Signs(starting="indexing 40 %"), NOW)
    assert (found.ok, found.reason) == (True, "starting: indexing 40 %")


def test_no_source_for_half_a_working_day_is_not_well_and_one_of_two_is_named():
    assert health(Signs(sources=1, down=down("huggingface", hours=DOWN.total_seconds() / 3600 - 1)), NOW).ok
    found = health(Signs(sources=1, down=down("huggingface")), NOW)
    assert not found.ok
    assert found.reason == "huggingface has not answered since 2026-11-21 02:00 UTC (HTTP 503)"
    found = health(Signs(sources=2, down=down("huggingface")), NOW)
    assert (found.ok, len(found.notes)) == (True, 1)
    assert "huggingface" in found.notes[0]
    assert not health(Signs(sources=2, down=down("huggingface", "arxiv")), NOW).ok


def test_what_is_held_paused_or_parked_is_named_and_no_reason_to_fail():
    found = health(
        Signs(held=[("discord", 2)], dead=[("slack", 1)], parked=3, said=["two processes are connected"]), NOW
    )
    assert found.ok
    assert found.notes == (
        "2 channels of discord held: discord is not set up here",
        "1 workspace of slack paused",
        "3 parked deliveries: paperboy parked",
        "two processes are connected",
    )
