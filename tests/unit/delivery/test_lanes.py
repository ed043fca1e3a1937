"""Lanes: fair between workspaces, bounded, in order within a channel."""

from bot.delivery.lanes import FIRST_WIDTH, Lanes
from bot.model.channel import Address
from bot.model.delivery import Delivery, State


def row(key: int, workspace: str = "w", channel: str | None = None, part: int = 0) -> Delivery:
    address = Address("fake", workspace, channel or f"c{key}")
    return Delivery(key=key, digest=key, address=address, part=part, token=f"t{key}", state=State.QUEUED)


def started(lanes: Lanes) -> list[Delivery]:
    out = []
    while (delivery := lanes.next()) is not None:
        out.append(delivery)
    return out


def test_workspaces_take_turns() -> None:
    lanes = Lanes()
    for key in range(6):
        lanes.add(row(key, "one"))
    for key in range(6, 9):
        lanes.add(row(key, "two"))
    assert [d.address.workspace for d in started(lanes)] == ["one", "two", "one", "two"]


def test_a_lane_widens_with_quick_answers_and_narrows_after_a_slow_one() -> None:
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
    for delivery in under_way[:-1]:
        lanes.done(delivery, quick=False)
    assert started(lanes) == []
    lanes.done(under_way[-1], quick=False)
    assert len(started(lanes)) == 1


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
