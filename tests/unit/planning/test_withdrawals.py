"""A paper that was withdrawn after it was posted is told of once, in a digest that goes out."""

from dataclasses import replace
from datetime import timedelta

from bot.model.channel import EmptyDay, Settings
from bot.planning.planner import prepare
from bot.planning.withdrawals import AT_ONCE, TELLING, withdrawals
from bot.ports import Withdrawn
from tests.each_of import each_of
from tests.fakes.papers import NINE, candidate, due

GONE = Withdrawn(7, "arxiv:2611.00007", "Kites with $\\beta$-wings", NINE - timedelta(hours=3))
PAPERS = (candidate(1, "Diffusion"),)
SAID = "Withdrawn since it was posted here: “Kites with β-wings” (arxiv:2611.00007)."


def plan(*, gone=(GONE,), papers=PAPERS, **settings):
    asked = due("diffusion")
    wish = replace(asked.routine.settings, **settings)
    asked = asked._replace(routine=replace(asked.routine, settings=wish), withdrawn=gone)
    (found,) = prepare(NINE)(papers)([asked])
    return found


def test_the_digest_says_which_paper_was_withdrawn():
    found = plan()
    assert (found.digest.note, found.told) == (SAID, (7,))
    assert found.digest.picks


def test_an_empty_digest_that_goes_out_says_it_too():
    found = plan(papers=())
    assert found.digest.note.endswith(SAID)
    assert found.deliver


def test_a_silent_empty_day_leaves_it_to_the_next_digest():
    assert not plan(papers=(), empty_day=EmptyDay.SILENT).deliver


@each_of(
    ("gone", "settings"),
    [((), {}), ((GONE,), {"withdrawals": False}), ((GONE._replace(at=NINE - TELLING - timedelta(days=1)),), {})],
)
def test_nothing_is_said_where_nothing_is_to_be_told(gone, settings):
    found = plan(gone=gone, **settings)
    assert (found.digest.note, found.told) == ("", ())


def test_of_many_only_some_are_named():
    many = [GONE._replace(key=n, id=f"arxiv:2611.{n:05d}") for n in range(AT_ONCE + 2)]
    assert withdrawals(many).endswith("and 2 more.")
    assert withdrawals(many).count("“") == AT_ONCE


def test_it_is_on_unless_a_channel_turns_it_off():
    assert Settings().withdrawals
