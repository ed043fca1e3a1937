"""Lanes: fair between workspaces, bounded, in order within a channel."""

from datetime import UTC, datetime, timedelta

from bot.delivery.lanes import FIRST_WIDTH, SLOW, Lanes
from bot.model.channel import Address
from bot.model.delivery import Delivery, Scope, State

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def row(key: int, workspace: str = "w", channel: str | None = None, part: int = 0) -> Delivery:
    address = Address("fake", workspace, channel or f"c{key}")
    return Delivery(key=key, digest=key, address=address, part=part, token=f"t{key}", state=State.QUEUED)


def started(lanes: Lanes, at: datetime = NOON) -> list[Delivery]:
    out = []
    while (delivery := lanes.next(at)) is not None:
        out.append(delivery)
    return out


def test_workspaces_take_turns() -> None:
    lanes = Lanes()
    for key in range(6):
        lanes.add(row(key, "one"))
    for key in range(6, 9):
        lanes.add(row(key, "two"))
    assert [d.address.workspace for d in started(lanes)] == ["one", "two", "one", "two"]


def test_a_lane_widens_with_quick_answers_and_narrows_after_slow_ones_but_never_to_one() -> None:
    lanes = Lanes(width=8)
    for key in range(100):
        lanes.add(row(key))
    under_way = started(lanes)
    assert len(under_way) == FIRST_WIDTH
    for delivery in under_way:
        lanes.done(delivery, quick=True)
    under_way = started(lanes)
    assert len(under_way) == 8
    lanes.done(under_way.pop(), quick=False)
    assert started(lanes) == []
    for delivery in under_way:
        lanes.done(delivery, quick=False)
    assert len(started(lanes)) == FIRST_WIDTH


def test_one_channel_has_one_delivery_under_way() -> None:
    lanes = Lanes()
    lanes.add(row(1, channel="c"))
    lanes.add(row(2, channel="c"))
    lanes.add(row(3, channel="d"))
    first, other = started(lanes)
    assert (first.key, other.key) == (1, 3)
    lanes.done(other, quick=True)
    assert started(lanes) == []
    lanes.done(first, quick=True)
    assert [d.key for d in started(lanes)] == [2]


def test_no_more_run_at_once_than_allowed() -> None:
    lanes = Lanes(running=5)
    for key in range(20):
        lanes.add(row(key, f"w{key}"))
    under_way = started(lanes)
    assert len(under_way) == 5
    lanes.done(under_way[0], quick=True)
    assert len(started(lanes)) == 1


def test_a_workspace_with_very_many_holds_no_more_than_its_share() -> None:
    lanes = Lanes(held=100, width=4)
    lanes.add(row(1, "small"))
    lanes.add(row(2, "other"))
    taken = sum(lanes.add(row(key, "large")) for key in range(3, 103))
    assert taken == 33
    assert lanes.room
    assert lanes.add(row(200, "small"))
    assert lanes.add(row(201, "large"), fair=False)


def test_a_row_claimed_again_while_held_is_not_held_twice() -> None:
    lanes = Lanes()
    assert lanes.add(row(1))
    assert not lanes.add(row(1))
    [delivery] = started(lanes)
    assert not lanes.add(row(1)), "it is under way"
    lanes.done(delivery, quick=True)
    assert len(lanes) == 0
    assert lanes.add(row(1))


def test_what_has_not_started_can_be_taken_back() -> None:
    lanes = Lanes()
    for key in range(6):
        lanes.add(row(key, "one"))
    for key in range(6, 12):
        lanes.add(row(key, "two", channel="c" if key == 7 else None))
    under_way = {d.key for d in started(lanes)}
    assert {d.key for d in lanes.withdraw("fake", "one")} == set(range(6)) - under_way
    assert [d.key for d in lanes.withdraw("fake", "two", "c")] == [key for key in (7,) if key not in under_way]
    assert lanes.withdraw("elsewhere") == []
    assert {d.key for d in lanes.withdraw_all()} == set(range(6, 12)) - under_way - {7}
    assert len(lanes) == len(under_way)


def test_what_is_under_way_for_long_leaves_its_place_to_others() -> None:
    lanes = Lanes(running=4)
    for key in range(3):
        lanes.add(row(key, "slow"))
    for key in range(3, 6):
        lanes.add(row(key, "other"))
    first = started(lanes)
    assert len(first) == 4
    assert started(lanes, NOON + SLOW - SECOND) == []
    assert lanes.opens() == NOON + SLOW
    assert [d.key for d in started(lanes, NOON + SLOW)] == [2, 5]
    for delivery in first:
        lanes.done(delivery, quick=False)
    assert lanes.add(row(7, "slow", channel="c0"))
    assert [d.key for d in started(lanes, NOON + SLOW)] == [7]


def test_a_slow_channel_keeps_its_own_order() -> None:
    lanes = Lanes()
    lanes.add(row(1, channel="c"))
    lanes.add(row(2, channel="c"))
    [first] = started(lanes)
    assert started(lanes, NOON + 30 * SECOND) == []
    lanes.done(first, quick=False)
    assert [d.key for d in started(lanes, NOON + 30 * SECOND)] == [2]


def test_a_held_channel_lets_the_others_of_its_workspace_go_and_keeps_its_order() -> None:
    lanes = Lanes()
    for key, channel in ((1, "c"), (2, "c"), (3, "d"), (4, "e")):
        lanes.add(row(key, channel=channel))
    held = lanes.next(NOON)
    assert held is not None
    lanes.hold(held, NOON + SECOND, Scope.CHANNEL)
    others = started(lanes)
    assert [d.key for d in others] == [3, 4]
    assert lanes.opens() == NOON + SECOND
    lanes.done(others[0], quick=True)
    assert started(lanes) == []
    assert [d.key for d in started(lanes, NOON + SECOND)] == [1]


def test_a_held_workspace_lets_the_others_go() -> None:
    lanes = Lanes()
    for key in range(4):
        lanes.add(row(key, "one"))
        lanes.add(row(key + 10, "two"))
    held = lanes.next(NOON)
    assert held is not None
    lanes.hold(held, NOON + SECOND, Scope.WORKSPACE)
    assert [d.key for d in started(lanes)] == [10, 11]
    assert [d.key for d in started(lanes, NOON + SECOND)] == [0, 1]


def test_a_held_platform_takes_nobody_s_turn() -> None:
    """With one a second for all, two workspaces are served in turn."""
    lanes = Lanes()
    for key in range(4):
        lanes.add(row(key, "one"))
        lanes.add(row(key + 10, "two"))
    order = []
    for second in range(6):
        at = NOON + second * SECOND
        delivery = lanes.next(at)
        assert delivery is not None
        order.append(delivery.key)
        lanes.done(delivery, quick=True)
        rejected = lanes.next(at)
        if rejected is not None:
            lanes.hold(rejected, at + SECOND, Scope.PLATFORM)
        assert lanes.next(at) is None
        assert lanes.opens() == at + SECOND
    assert order == [0, 10, 1, 11, 2, 12]


def test_a_held_platform_holds_no_other_platform() -> None:
    lanes = Lanes()
    lanes.add(row(1))
    elsewhere = Delivery(
        key=2, digest=2, address=Address("other", "w", "c"), part=0, token="t2", state=State.QUEUED
    )
    held = lanes.next(NOON)
    assert held is not None
    lanes.hold(held, NOON + SECOND, Scope.PLATFORM)
    lanes.add(elsewhere)
    assert started(lanes) == [elsewhere]


def test_what_is_held_can_be_taken_back_and_comes_again() -> None:
    lanes = Lanes()
    lanes.add(row(1, channel="c"))
    held = lanes.next(NOON)
    assert held is not None
    lanes.hold(held, NOON + SECOND, Scope.CHANNEL)
    assert lanes.withdraw("fake", "w", "c") == [held]
    assert len(lanes) == lanes.waiting == 0
    assert lanes.opens() is None
    assert lanes.add(row(2, channel="c"))
    assert [d.key for d in started(lanes)] == [2], (
        "a lane that was empty forgot the hold; the platform says it again"
    )


def test_a_clock_that_stepped_holds_nothing() -> None:
    lanes = Lanes()
    for key, scope in enumerate(Scope):
        lanes.add(row(key, f"w{key}"))
        held = lanes.next(NOON)
        assert held is not None
        lanes.hold(held, NOON + 9 * SECOND, scope)
    before = NOON - 3600 * SECOND
    assert started(lanes, before) == []
    lanes.clock_stepped(before)
    assert {d.key for d in started(lanes, before)} == {0, 1, 2}
