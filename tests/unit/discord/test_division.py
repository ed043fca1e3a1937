"""Shards are divided evenly among whoever listens, however many join, leave or start at once."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.api.division import divide


def settled(total: int, holds: dict[str, set[int]], at_once: int = 1) -> int:
    """Everyone looks in turn until nobody does anything; how many shards changed hands."""
    moved = 0
    for _ in range(10 * total + 10):
        before = {name: set(held) for name, held in holds.items()}
        for name in sorted(holds):
            found = divide(total, holds, name, at_once)
            holds[name] -= set(found.give_back)
            taken = set[int]().union(*holds.values())
            holds[name] |= {number for number in found.take if number not in taken}
            moved += len(found.take) + len(found.give_back)
        if holds == before:
            return moved
    raise AssertionError(f"never settled: {holds}")


def test_one_alone_has_all_of_them_and_two_have_half_each():
    holds = {"a": set[int]()}
    settled(5, holds)
    assert holds == {"a": {0, 1, 2, 3, 4}}
    holds["b"] = set()
    assert settled(5, holds) == 4  # two given back and taken, no more
    assert sorted(map(len, holds.values())) == [2, 3]


@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 7), st.integers(1, 16))
def test_each_is_held_once_and_nobody_has_two_more_than_another(total: int, many: int, gone: int, at_once: int):
    holds = {f"w{number}": set[int]() for number in range(many)}
    for _ in range(2):
        settled(total, holds, at_once)
        sizes = sorted(map(len, holds.values()))
        assert sum(sizes) == total
        assert set().union(*holds.values()) == set(range(total))
        assert sizes[-1] - sizes[0] <= 1
        if gone < many and len(holds) > 1:
            holds.pop(f"w{gone}", None)


def test_what_is_free_is_dealt_to_those_with_the_fewest_and_all_who_look_at_once_deal_alike():
    holds = {"a": {0, 1}, "b": set[int](), "c": set[int]()}
    taken = [divide(4, holds, name).take for name in holds]
    assert taken == [(), (2,), (3,)]


def test_what_is_dealt_to_one_that_does_not_take_it_goes_to_another_in_the_end():
    holds = {"a": {0}, "b": {1}, "c": set[int]()}
    assert divide(4, holds, "b").take == ()
    assert divide(4, holds, "b", left=True).take == (2,)  # which was dealt to c
    assert divide(6, holds, "b", left=True).take == (4,)  # its own, and then it has an even part


def test_what_one_has_not_connected_yet_is_given_back_at_once_down_to_an_even_part():
    holds = {"a": set(range(9)), "b": set[int](), "c": set[int]()}
    assert divide(9, holds, "a", idle=range(2, 9)).give_back == (8, 7, 6, 5, 4, 3)
    assert divide(9, holds, "a", idle=(8,)).give_back == (8,)
    assert divide(9, holds, "a").give_back == (8,)
    assert divide(9, {"a": set(range(9))}, "a", idle=range(9)).give_back == ()
