"""What the simulator counts of its own happenings."""

from collections import Counter

from tests.simulation.kinds import NAMES, counted, shown


def test_what_happened_is_counted_and_what_never_did_is_named():
    times, in_seeds = counted([4])
    assert in_seeds["accept"] in {1, 2}  # of one process, and of several
    assert times["attempts Sent"] >= in_seeds["attempts Sent"] > 0
    assert any(times[each] for each in NAMES["several processes"])
    *groups, never = shown(Counter({"crash": 2}), Counter({"crash": 1}))
    assert len(groups) == len(NAMES)
    assert "  deaths: crash 2 in 1" in groups
    assert "crash" not in never.split(", ")
    assert "accept" in never.split(", ")
