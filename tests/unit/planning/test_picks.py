"""Planning, what is picked: for whom, why, and the counts that add up."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.matching.bits import from_places
from bot.model.channel import MAX_PICKS, Settings
from bot.model.digest import Digest, Reason
from bot.model.paper import Candidate
from bot.model.seen import Seen
from bot.planning.planner import prepare
from bot.ports import DueChannel
from tests.each_of import each_of
from tests.fakes.papers import NINE, TODAY, candidate, due

YESTERDAY = TODAY - timedelta(days=1)
VIDEO = candidate(1, "Video diffusion", abstract="Of cats.", upvotes=9)
AUDIO = candidate(2, "Audio diffusion", abstract="Of dogs.", upvotes=5)
AGENTS = candidate(3, "Agents that plan", abstract="With tools.", upvotes=30)
PAPERS = (VIDEO, AUDIO, AGENTS)


def digest(asked: DueChannel, *papers: Candidate, now: datetime = NINE) -> Digest:
    (plan,) = prepare(now)(papers or PAPERS)([asked])
    assert plan.digest is not None
    return plan.digest


def picked(asked: DueChannel, *papers: Candidate) -> list[int]:
    return [pick.paper for pick in digest(asked, *papers).picks]


LIKE_IT = [candidate(n, f"Kites of kind {n}", sources=(), upvotes=n) for n in (11, 12, 13)]


def test_what_is_like_a_saved_paper_comes_though_nothing_matches_it_and_says_so() -> None:
    asked = due("diffusion", settings=Settings(picks=5))._replace(
        recommended=dict.fromkeys((11, 12, 13, 1), "Paper planes")
    )
    found = digest(asked, *PAPERS, *LIKE_IT)
    reasons = {pick.paper: pick.reasons for pick in found.picks}
    assert reasons[1][0].query == "diffusion", "a keyword says more"
    alike = [paper for paper, each in reasons.items() if each == (Reason("", because="Paper planes"),)]
    assert sorted(alike) == [12, 13], "the best two"
    assert found.counts.matched == found.counts.posted + found.counts.carried_over


def test_nobody_else_is_given_it_and_no_channel_that_chose_its_sources_or_had_it() -> None:
    assert picked(due("kites"), *LIKE_IT) == []
    alike = dict.fromkeys((11, 12, 13), "Paper planes")
    assert picked(due("x")._replace(recommended=alike, seen=frozenset({13})), *LIKE_IT) == [12, 11]
    chosen = due("x", settings=Settings(sources=("huggingface",)))._replace(recommended=alike)
    assert picked(chosen, *LIKE_IT) == []


def test_a_channel_gets_what_matches_with_the_reason() -> None:
    found = digest(due("diffusion", "cats -dogs", "agents"))
    assert len(found.picks) == 3
    reasons = {pick.paper: pick.reasons for pick in found.picks}
    assert reasons[1] == (Reason("diffusion", ("title",)), Reason("cats -dogs", ("abstract",)))
    assert reasons[3] == (Reason("agents", ("title",)),)


def test_a_channel_without_subscriptions_gets_the_most_upvoted_of_the_day() -> None:
    found = digest(due())
    assert [pick.paper for pick in found.picks] == [3, 1, 2]
    assert found.picks[0].reasons == (Reason("trending"),)


def test_trending_means_the_days_since_the_last_digest() -> None:
    old = candidate(4, "Old but loved", upvotes=500, listed=TODAY - timedelta(days=5))
    late = candidate(5, "Listed later yesterday", upvotes=40, listed=YESTERDAY)
    assert picked(due(), *PAPERS, old, late) == [5, 3, 1]


def test_the_first_trending_digest_takes_the_newest_days_that_fill_it() -> None:
    older = [candidate(10 + n, "Older", upvotes=100 - n, listed=TODAY - timedelta(days=n)) for n in range(1, 6)]
    assert picked(due(last_date=None), AGENTS, *older) == [11, 12, 3]


def test_what_does_not_fit_is_carried_over_and_marked_the_next_day() -> None:
    asked = due("diffusion | agents", settings=Settings(picks=1))
    first = digest(asked)
    assert (first.counts.matched, first.counts.posted, first.counts.carried_over) == (3, 1, 2)
    had = frozenset(pick.paper for pick in first.picks)
    tomorrow = NINE + timedelta(days=1)
    next_day = asked._replace(seen=had, routine=replace(asked.routine, last_date=TODAY, next_due=tomorrow))
    second = digest(next_day, now=tomorrow)
    assert [pick.carried for pick in second.picks] == [True]
    assert second.counts.new == 0
    assert second.picks[0].paper not in had


def test_a_paper_that_came_after_the_last_digest_is_new_whatever_its_list_date() -> None:
    eight, ten = (datetime(2026, 11, 19, hour, tzinfo=UTC) for hour in (8, 10))
    before = candidate(1, "Diffusion", listed=YESTERDAY, added=eight)
    after = candidate(2, "Diffusion", listed=YESTERDAY, added=ten)
    found = digest(due("diffusion"), before, after)
    assert {pick.paper: pick.carried for pick in found.picks} == {1: True, 2: False}
    assert found.counts.new == 1


@each_of(
    ("given", "kept"),
    [
        ({"seen": frozenset({1})}, [2]),
        ({"hidden": (1,)}, [2]),
        ({"settings": Settings(min_upvotes=6)}, [1]),
        ({"settings": Settings(sources=("arxiv",))}, [2]),
        ({"settings": Settings(sources=("arxiv", "huggingface"))}, [1, 2]),
        ({"since": TODAY}, [1]),
        ({"since": TODAY + timedelta(days=1)}, []),
    ],
)
def test_what_a_channel_had_or_did_not_ask_for_is_not_picked(given: dict[str, object], kept: list[int]) -> None:
    other = candidate(2, "Audio diffusion", upvotes=5, sources=("arxiv",), listed=YESTERDAY)
    assert sorted(picked(due("diffusion", **given), VIDEO, other)) == kept


def test_withdrawn_and_aged_papers_are_never_picked() -> None:
    gone = candidate(4, "Diffusion withdrawn", withdrawn=True)
    aged = candidate(5, "Diffusion of old", listed=TODAY - timedelta(days=15))
    edge = candidate(6, "Diffusion just in time", listed=TODAY - timedelta(days=14))
    assert picked(due("diffusion", submitted=frozenset({4})), gone, aged, edge) == [6]


def test_a_papers_upvotes_may_reach_the_minimum_on_a_later_day() -> None:
    asked = due("diffusion", settings=Settings(min_upvotes=20))
    assert picked(asked) == []
    assert picked(asked, replace(VIDEO, signals=replace(VIDEO.signals, upvotes=20))) == [1]


@each_of("sources", [("community",), ()])
def test_what_a_team_submitted_is_seen_by_that_team_alone(sources: tuple[str, ...]) -> None:
    theirs = candidate(8, "Knitting patterns", sources=sources)
    found = digest(due("diffusion", submitted=frozenset({8})), VIDEO, theirs)
    assert {pick.paper: pick.community for pick in found.picks} == {1: False, 8: True}
    assert next(pick for pick in found.picks if pick.community).reasons == (Reason("submitted"),)
    assert picked(due("diffusion"), VIDEO, theirs) == [1]
    assert picked(due(), VIDEO, theirs) == [1]


def test_a_submitted_paper_comes_above_its_equals_and_names_the_keyword_it_matches() -> None:
    one, two = candidate(1, "Diffusion"), candidate(2, "Diffusion")
    found = digest(due("diffusion", submitted=frozenset({2})), one, two)
    assert [pick.paper for pick in found.picks] == [2, 1]
    assert found.picks[0].reasons == (Reason("diffusion", ("title",)),)
    assert found.counts.matched == 2


def test_saved_hidden_and_voted_papers_move_the_others() -> None:
    cats = "Cats that sleep on warm keyboards and dream of mice while humans type papers about felines."
    dogs = "Dogs that run after bicycles in parks and bring sticks back to the humans who threw them."
    model = candidate(3, "Cats", abstract=cats)
    one, two = candidate(1, "Model diffusion", abstract=dogs), candidate(2, "Model diffusion", abstract=cats)
    assert picked(due("diffusion"), one, two, model) == [1, 2]
    assert picked(due("diffusion", saved=(3,)), one, two, model) == [2, 1]
    flipped = candidate(1, "Model diffusion", abstract=cats), candidate(2, "Model diffusion", abstract=dogs)
    assert picked(due("diffusion", hidden=(3,)), *flipped, model) == [2, 1]
    assert picked(due("diffusion", votes={2: 2}), one, two, model) == [2, 1]
    assert picked(due("diffusion", saved=(999,)), one, two, model) == [1, 2]


def test_near_duplicates_do_not_share_a_digest_while_there_is_something_else() -> None:
    text = "A diffusion transformer for long video generation with temporal attention over latent causal tokens"
    one = candidate(1, "Long video diffusion", abstract=text, upvotes=50)
    two = candidate(2, "Long video diffusion again", abstract=text, upvotes=49)
    three = candidate(3, "Other matters", abstract="Here diffusion is mentioned once among many other matters.")
    fill = [candidate(n, f"Filler {n}", abstract=f"Nothing {n}") for n in range(10, 20)]
    asked = due("diffusion", settings=Settings(picks=2))
    assert picked(asked, one, two, three, *fill) == [1, 3]
    assert picked(asked._replace(seen=frozenset({1})), one, two, three, *fill) == [2, 3]


def test_the_number_of_picks_keeps_within_its_bounds() -> None:
    papers = [candidate(n, f"Diffusion number {n}") for n in range(40)]
    assert len(picked(due("diffusion", settings=Settings(picks=0)), *papers)) == 1
    assert len(picked(due("diffusion", settings=Settings(picks=9999)), *papers)) == MAX_PICKS


def test_a_stored_query_that_cannot_be_read_is_named_and_the_others_are_answered() -> None:
    found = digest(due('"unclosed', "agents"))
    assert [pick.paper for pick in found.picks] == [3]
    assert '“"unclosed” cannot be read' in found.note
    alone = digest(due('"unclosed'))
    assert alone.picks == ()
    assert "cannot be read" in alone.note


def test_counts_add_up_and_nothing_had_comes_again_in_any_state() -> None:
    draw = random.Random(2)
    words = ("diffusion", "agents", "video", "reward", "graph")
    papers = [
        candidate(
            n,
            " ".join(draw.choices(words, k=2)),
            upvotes=draw.randrange(40),
            listed=TODAY - timedelta(days=draw.randrange(18)),
            sources=draw.choice((("huggingface",), ("arxiv",), ("community",))),
            withdrawn=draw.random() < 0.1,
        )
        for n in range(80)
    ]
    batch = []
    for number in range(150):
        keys = range(80)
        queries = draw.choice(((), ("diffusion",), ("agents", "graph | video"), ("trending", "reward")))
        settings = Settings(
            picks=draw.randrange(1, 8),
            min_upvotes=draw.choice((0, 10)),
            sources=draw.choice(((), ("arxiv",))),
        )
        batch.append(
            due(
                *queries,
                key=number,
                settings=settings,
                since=TODAY - timedelta(days=draw.randrange(20)),
                last_date=draw.choice((None, YESTERDAY, TODAY - timedelta(days=3))),
                seen=frozenset(draw.sample(keys, draw.randrange(30))),
                submitted=frozenset(draw.sample(keys, draw.choice((0, 3)))),
                saved=tuple(draw.sample(keys, draw.choice((0, 2)))),
                hidden=tuple(draw.sample(keys, draw.choice((0, 2)))),
                votes=draw.choice(({}, {3: 2, 4: 1})),
            )
        )
    plans = prepare(NINE)(papers)(batch)
    for asked, plan in zip(batch, plans, strict=True):
        assert plan.digest is not None
        counts, picks = plan.digest.counts, plan.digest.picks
        assert counts.matched == counts.posted + counts.carried_over
        assert counts.posted == len(picks) <= asked.routine.settings.picks
        assert counts.new <= counts.candidates
        assert counts.posted == min(asked.routine.settings.picks, counts.matched)
        keys = [pick.paper for pick in picks]
        assert len(set(keys)) == len(keys)
        assert not {*keys} & {*asked.seen, *asked.hidden}
        assert all(pick.reasons for pick in picks)
        assert bool(plan.digest.note) == (not picks)
    draw.shuffle(papers)
    assert prepare(NINE)(papers)(batch) == plans
    ascending = [each.key for each in sorted(papers, key=lambda each: each.paper.id)]
    for order in (ascending, [each.key for each in papers], [900, *ascending]):
        places = {key: place for place, key in enumerate(order)}
        stored = [
            each._replace(seen=Seen(tuple(order), from_places(map(places.__getitem__, each.seen))))
            for each in batch
        ]
        assert [one.seen for one in stored] == [one.seen for one in batch]
        assert [one.digest for one in prepare(NINE)(papers)(stored)] == [one.digest for one in plans]
