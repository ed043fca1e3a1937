"""Passing mentions: matched, explained and counted, and no picks unless a channel asks for them."""

from dataclasses import replace

from bot.model.channel import Settings
from bot.planning.chooser import Chooser
from bot.planning.planner import chooser_of
from bot.planning.why_empty import why_empty
from bot.planning.why_not import why_not
from tests.fakes.papers import NINE, TODAY, candidate, due

_WORDS = " ".join(f"plain{n}" for n in range(90))
ABOUT = candidate(1, "Diffusion for video", abstract=f"Diffusion it is. {_WORDS}")
PASSING = candidate(2, "On things", abstract=f"{_WORDS} as in diffusion")
OTHERS = tuple(candidate(n, f"Other {n}", abstract=_WORDS) for n in range(10, 30))
DAY = (ABOUT, PASSING, *OTHERS)
ON = Settings(picks=3, mentions=True)


def test_a_passing_mention_is_matched_and_counted_and_not_picked() -> None:
    chooser = Chooser(DAY, TODAY)
    choice = chooser.choose(due("diffusion"))
    assert [pick.paper for pick in choice.picks] == [1]
    assert (choice.counts.matched, choice.counts.posted, choice.counts.mentions) == (1, 1, 1)
    assert choice.matched == chooser.day.bits([1, 2])
    assert choice.passing == chooser.day.bits([2])


def test_a_channel_may_ask_for_them() -> None:
    choice = Chooser(DAY, TODAY).choose(due("diffusion", settings=ON))
    assert [pick.paper for pick in choice.picks] == [1, 2]
    assert (choice.counts.matched, choice.counts.mentions) == (2, 0)


def test_what_was_hidden_is_not_counted_among_the_mentions() -> None:
    assert Chooser(DAY, TODAY).choose(due("diffusion", hidden=(2,))).counts.mentions == 0


def test_a_pick_names_every_subscription_that_matches_it_also_in_passing() -> None:
    choice = Chooser(DAY, TODAY).choose(due("diffusion", "things"))
    (found,) = [pick for pick in choice.picks if pick.paper == 2]
    assert [reason.query for reason in found.reasons] == ["diffusion", "things"]


def test_filters_and_trending_find_no_passing_mentions() -> None:
    for query in ("upvotes:>=0", "trending", "source:huggingface"):
        choice = Chooser(DAY, TODAY).choose(due(query, settings=Settings(picks=25)))
        assert (len(choice.picks), choice.counts.mentions) == (22, 0), query


def test_a_digest_that_is_empty_for_them_says_so() -> None:
    asked = due("diffusion")
    choice = Chooser((PASSING, *OTHERS), TODAY).choose(asked)
    assert why_empty(asked, choice, NINE) == (
        "One paper mentions the keywords in passing only; `settings mentions on` brings such papers too."
    )


def test_why_says_that_it_is_mentioned_in_passing() -> None:
    assert why_not(PASSING, due("diffusion"), NINE, DAY) == (
        "It mentions “diffusion” in passing only: late in its abstract, with words far apart, or unlike the "
        "papers that are about it. "
        "`settings mentions on` brings such papers too."
    )
    assert why_not(PASSING, due("diffusion", settings=ON), NINE, DAY).startswith("It matches “diffusion” and is a")
    assert why_not(ABOUT, due("diffusion"), NINE, DAY).startswith("It matches “diffusion” and is a candidate")


def test_why_asks_the_papers_that_a_plan_has_inverted() -> None:
    chooser_of.cache_clear()
    chooser_of(DAY, TODAY)
    for paper in (PASSING, ABOUT):
        why_not(paper, due("diffusion"), NINE, DAY)
    assert chooser_of.cache_info().misses == 1
    why_not(PASSING, due("diffusion"), NINE, OTHERS)  # it has just come in
    assert chooser_of.cache_info().misses == 2


def test_what_the_papers_summary_says_is_no_passing_mention_and_alone_no_match() -> None:
    about = replace(PASSING, paper=replace(PASSING.paper, tldr="It is on diffusion."))
    unsaid = candidate(3, "On others", abstract=_WORDS)
    alone = replace(unsaid, paper=replace(unsaid.paper, tldr="It is on diffusion."))
    choice = Chooser((ABOUT, about, alone, *OTHERS), TODAY).choose(due("diffusion"))
    assert [pick.paper for pick in choice.picks] == [1, 2]
    assert (choice.counts.matched, choice.counts.mentions) == (2, 0)
