"""Ranking: what comes first, why, and always the same."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.matching.bits import from_places
from bot.matching.day import DayPapers
from bot.query.parser import parse
from bot.ranking import rankings as rankings_module
from bot.ranking import weights
from bot.ranking.community import percentiles, standing, trending
from bot.ranking.likeness import Likeness
from bot.ranking.ranked import Ranked, ranked, top_picks
from bot.ranking.rankings import Rankings
from bot.ranking.shortlist import Shortlist
from tests.each_of import each_of
from tests.fakes.papers import TODAY, candidate

FILLER = tuple(candidate(n, f"Filler {n}", abstract=f"Nothing about it, number {n}.") for n in range(100, 110))


def order(query: str, *papers: object) -> list[int]:
    day = DayPapers([*papers, *FILLER])  # type: ignore[list-item] -- candidates
    return [day.keys[place] for place, _score in Rankings(day, TODAY).of(parse(query), day.all)]


def test_the_paper_about_the_keyword_comes_before_the_one_that_mentions_it() -> None:
    about = candidate(2, "Diffusion for video", abstract="Diffusion it is.")
    mentions = candidate(1, "Something else", abstract="We compare with diffusion and ten other ways to do it.")
    assert order("diffusion", mentions, about) == [2, 1]


def test_of_equally_relevant_papers_the_community_decides() -> None:
    same = {"abstract": "All the same words."}
    loved = candidate(2, "Diffusion", upvotes=80, **same)
    unloved = candidate(1, "Diffusion", upvotes=3, **same)
    assert order("diffusion", unloved, loved) == [2, 1]


@each_of(
    "better",
    [
        {"velocity": 30.0},
        {"stars": 4000},
        {"upvotes": 10},
        {"listed": TODAY, "_other": {"listed": TODAY - timedelta(days=4)}},
    ],
)
def test_velocity_stars_upvotes_and_freshness_lift(better: dict[str, object]) -> None:
    other = better.pop("_other", {})
    one = candidate(1, "Diffusion", **other)  # type: ignore[arg-type]
    two = candidate(2, "Diffusion", **better)
    assert order("diffusion", one, two) == [2, 1]


def test_ties_are_broken_by_paper_id() -> None:
    assert order(
        "diffusion", candidate(1, "Diffusion", id="arxiv:9"), candidate(2, "Diffusion", id="arxiv:1")
    ) == [2, 1]


def test_the_same_papers_in_any_order_give_the_same_ranking() -> None:
    draw = random.Random(5)
    papers = [
        candidate(n, f"Diffusion {n % 7}", abstract="model " * draw.randrange(9), upvotes=draw.randrange(9))
        for n in range(60)
    ]
    expected = order("diffusion model", *papers)
    for _ in range(5):
        draw.shuffle(papers)
        assert order("diffusion model", *papers) == expected


def test_trending_is_ordered_by_upvotes_alone() -> None:
    papers = (
        candidate(1, "A", upvotes=5, stars=9000),
        candidate(2, "B", upvotes=50),
        candidate(3, "C", upvotes=20, velocity=99.0),
    )
    assert order("trending upvotes:>4", *papers) == [2, 3, 1]


def test_an_upvote_is_worth_its_place_among_that_days_papers() -> None:
    quiet = [candidate(n, "Q", upvotes=n, listed=TODAY) for n in range(5)]
    busy = [candidate(n, "B", upvotes=100 + n, listed=TODAY - timedelta(days=1)) for n in range(5, 10)]
    shares = percentiles([*quiet, *busy])
    assert shares[0] == 0  # none at all
    assert shares[4] == shares[9] == 0.9
    assert shares[1] < shares[2] < shares[3]


def test_what_a_paper_has_going_for_it_stays_within_its_bounds() -> None:
    best = candidate(1, "A", upvotes=10**9, velocity=1e9, stars=10**9)
    worst = candidate(2, "B", upvotes=0, velocity=-5.0, listed=date(2000, 1, 1))
    high, low = standing([best, worst], TODAY)
    assert 0 <= low < 0.01
    assert 0.22 < high <= weights.COMMUNITY + weights.FRESHNESS
    assert 0 < trending([best])[0] <= weights.TRENDING
    assert standing([candidate(3, "C", listed=TODAY + timedelta(days=1))], TODAY)[0] == pytest.approx(
        weights.FRESHNESS
    )


def test_the_shares_of_the_communitys_signal_add_up_to_one() -> None:
    assert pytest.approx(1) == weights.UPVOTES_SHARE + weights.VELOCITY_SHARE + weights.STARS_SHARE


# --- Likeness

TEXT = (
    "A diffusion transformer for long video generation with temporal attention over latent tokens and a causal "
    "decoder trained on egocentric footage"
)
OTHER = "Reward modelling for dialogue agents by pairwise preferences of annotators with calibrated uncertainty"


def test_near_duplicates_are_found_and_other_papers_on_the_topic_are_not() -> None:
    day = DayPapers(
        [
            candidate(1, "Long video diffusion", abstract=TEXT),
            candidate(2, "Long video diffusion, extended", abstract=f"{TEXT} at scale"),
            candidate(
                3, "Video diffusion on phones", abstract="Distilling a video diffusion model to run on phones."
            ),
            candidate(4, "Rewards", abstract=OTHER),
            *FILLER,
        ]
    )
    assert Likeness(day).twins == {0: frozenset({1}), 1: frozenset({0})}


def test_cosines_are_symmetric_and_one_with_itself() -> None:
    day = DayPapers(
        [candidate(1, "Video", abstract=TEXT), candidate(2, "Rewards", abstract=OTHER), candidate(3, "")]
    )
    likeness = Likeness(day)
    assert likeness.cosine(0, 0) == pytest.approx(1)
    assert likeness.cosine(0, 1) == likeness.cosine(1, 0) < 0.2
    assert likeness.cosine(2, 2) == 0


def test_feedback_lifts_what_is_like_a_saved_paper_and_sinks_what_is_like_a_hidden_one() -> None:
    day = DayPapers([candidate(1, "Video", abstract=TEXT), candidate(2, "Video", abstract=TEXT), *FILLER])
    likeness = Likeness(day)
    assert likeness.lift(1, saved=[0], hidden=[]) == pytest.approx(weights.SAVED)
    assert likeness.lift(1, saved=[], hidden=[0]) == pytest.approx(-weights.HIDDEN)
    assert likeness.lift(5, saved=[0], hidden=[0]) == 0
    assert likeness.lift(1, saved=[], hidden=[]) == 0


# --- Top picks


def listed(**scores: float) -> Ranked:
    return ranked((int(name[1:]), score) for name, score in scores.items())


def test_top_picks_are_the_best_that_the_channel_has_not_had() -> None:
    one = listed(p1=5, p2=4, p3=3, p4=2)
    assert top_picks([one], 0b100, 2, {}) == [(1, 5), (3, 3)]
    assert top_picks([one], 0b11110, 2, {}) == []
    assert top_picks([], 0, 2, {}) == []


def test_a_paper_in_several_lists_has_its_best_score_and_comes_once() -> None:
    lists = [listed(p1=1, p2=0.5), listed(p2=3, p3=2)]
    assert top_picks(lists, 0, 3, {}) == [(2, 3), (3, 2), (1, 1)]


def test_merging_lists_agrees_with_the_obvious_way() -> None:
    draw = random.Random(11)
    for _ in range(200):
        lists = [
            ranked([(place, draw.randrange(20) / 4) for place in draw.sample(range(30), draw.randrange(20))])
            for _ in range(draw.randrange(1, 5))
        ]
        gone = set(draw.sample(range(30), draw.randrange(12)))
        limit = draw.randrange(1, 8)
        best: dict[int, float] = {}
        for each in lists:
            for place, score in each:
                best[place] = max(score, best.get(place, score))
        expected = sorted(((p, s) for p, s in best.items() if p not in gone), key=lambda e: (-e[1], e[0]))[:limit]
        assert top_picks(lists, from_places(gone), limit, {}) == expected


def test_of_near_duplicates_one_is_taken_unless_there_is_nothing_else() -> None:
    twins = {1: frozenset({2}), 2: frozenset({1})}
    assert top_picks([listed(p1=5, p2=4, p3=3, p4=2)], 0, 2, twins) == [(1, 5), (3, 3)]
    assert top_picks([listed(p1=5, p2=4, p3=3)], 0, 3, twins) == [(1, 5), (3, 3), (2, 4)]
    assert top_picks([listed(p1=5, p2=4)], 0b10, 2, twins) == [(2, 4)]


def test_a_shortlist_gives_each_channel_what_its_own_list_would() -> None:
    draw = random.Random(6)
    shared = 0
    for _ in range(400):
        places = range(draw.randrange(1, 14))
        lists = [ranked([(place, draw.randrange(9)) for place in places if draw.random() < 0.7]) for _ in range(2)]
        pairs = [draw.sample(places, 2) for _ in range(3)] if len(places) > 1 else []
        twins = {
            place: frozenset(other for pair in pairs if place in pair for other in pair if other != place)
            for place in places
            if any(place in pair for pair in pairs)
        }
        gone = from_places(place for place in places if draw.random() < 0.3)
        shortlist = Shortlist(lists, 4, twins)
        assert shortlist.without(gone) == top_picks(lists, gone, 4, twins)
        shared += bool(gone) and shortlist.without(gone) is shortlist.best
    assert shared > 20


def test_a_list_within_a_mask_keeps_its_order_and_is_made_once() -> None:
    whole = listed(p0=1, p1=5, p2=4)
    part = whole.within(0b101)
    assert list(part) == [(2, 4), (0, 1)]
    assert part.bits == 0b101
    assert whole.within(0b101) is part
    assert whole.within(0b111) is whole


def test_a_query_is_ranked_once_and_trending_once_for_each_set_it_stands_for() -> None:
    day = DayPapers([candidate(1, "Diffusion"), candidate(2, "Video"), candidate(3, "Diffusion")])
    rankings = Rankings(day, TODAY)
    query, newest = parse("diffusion"), parse("trending")
    assert rankings.of(query, 1) is rankings.of(replace(query), 2)
    assert [place for place, _ in rankings.of(newest, 0b10)] == [1]
    assert [place for place, _ in rankings.of(newest, 0b101)] == [0, 2]
    assert rankings.of(parse("missing"), day.all).bits == 0


@pytest.mark.parametrize("cells", [1, 50, rankings_module.CELLS])
def test_queries_met_together_are_ranked_as_each_by_itself(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    monkeypatch.setattr(rankings_module, "CELLS", cells)
    draw = random.Random(4)
    words = ("diffusion", "video", "model", "graph", "quantum", "dataset")
    day = DayPapers(
        [candidate(n, " ".join(draw.choices(words, k=3)), upvotes=draw.randrange(30)) for n in range(70)]
    )
    asked = [
        *words,
        "missing",
        "trending",
        "diffusion video -model",
        "(graph | missing) quantum",
        '"video model" | dataset | "data set"',
        "upvotes:>5 (has:code | title:graph)",
        "upvotes:>5",
    ]
    queries = [parse(text) for text in asked]
    together = Rankings(day, TODAY)
    together.meet(queries[:3])
    together.meet(queries)
    for query in queries:
        alone = Rankings(day, TODAY).of(query, 0b1011)
        found = together.of(query, 0b1011)
        assert (found.bits, found.head, list(found)) == (alone.bits, alone.head, list(alone)), query.text
        assert together.of(query, 0b1011) is found
    met = Rankings(DayPapers([]), TODAY)
    met.meet(queries)
    assert all(met.of(query, 0).bits == 0 for query in queries)
