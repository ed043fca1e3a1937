"""Peers: what the best matches of a query tell of the others."""

import numpy as np
import pytest

from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.query.parser import parse
from bot.ranking.likeness import Likeness
from bot.ranking.peers import BEST, NEAREST, peers
from bot.ranking.relevance import Relevance
from tests.fakes.papers import candidate

ROBOTS = "A robot arm moves around obstacles to grasp what it learns"
SALES = "Retail demand and warehouse stock are all forecast from many receipts"


def day(*texts: tuple[str, str]) -> DayPapers:
    return DayPapers([candidate(n, title, abstract=text) for n, (title, text) in enumerate(texts)])


def lifts(papers: DayPapers, relevance: list[float]) -> list[float]:
    found = np.arange(len(relevance))
    return peers(Likeness(papers), found, np.array(relevance)).tolist()


def test_one_word_in_passing_is_relevant_where_the_rest_is_about_the_same_as_the_best() -> None:
    papers = day(
        *((f"Planning {n}", f"{ROBOTS} number{n}") for n in range(4)),
        ("Arms", f"{ROBOTS} again. We speak of planning."),
        ("Shops", f"{SALES} again. We speak of planning."),
        *((f"Other {n}", f"{SALES} of kind{n}") for n in range(8)),
    )
    row = evaluate(papers, parse("planning").root)
    scorer = Relevance(papers, Likeness(papers))
    alike, unlike = scorer.by_words(row)[4:6]
    assert alike == pytest.approx(unlike, rel=0.05)
    found, relevance, _ = scorer.of([row])
    assert found.tolist() == [0, 1, 2, 3, 4, 5]
    assert relevance[4] > 1.3 * relevance[5]


def test_nobody_is_its_own_peer_and_a_paper_alone_has_none() -> None:
    papers = day(("One", ROBOTS), ("Two", SALES), *((f"Filler {n}", f"other{n} words{n}") for n in range(20)))
    assert lifts(papers, [0.9]) == pytest.approx([0.0], abs=1e-6)
    first, second = lifts(papers, [0.9, 0.8])
    assert first == pytest.approx(second, abs=0.05)
    assert first < 0.05, "nothing is like the other one"


def test_the_nearest_count_so_that_two_subjects_of_one_query_do_not_put_each_other_down() -> None:
    papers = day(
        *((f"Arm {n}", f"{ROBOTS} number{n}") for n in range(NEAREST + 2)),
        *((f"Shop {n}", f"{SALES} number{n}") for n in range(NEAREST + 2)),
        *((f"Filler {n}", f"other{n} words{n} beside{n}") for n in range(30)),
    )
    each = NEAREST + 2
    found = lifts(papers, [1.0 - n % each / 10 - n // each / 100 for n in range(2 * each)])  # by turns
    assert min(found[:each]) > 0.1
    assert min(found[each:]) > 0.1


def test_each_is_compared_with_as_many_others_be_it_among_the_best_or_not() -> None:
    papers = day(
        *((f"Arm {n}", ROBOTS) for n in range(BEST + 4)), *((f"Filler {n}", f"x{n} y{n}") for n in range(9))
    )
    found = lifts(papers, [1.0 - n / 100 for n in range(BEST + 4)])
    assert found == pytest.approx([found[0]] * len(found), abs=0.02)


def test_what_is_asked_for_by_no_words_has_no_peers() -> None:
    papers = day(*((f"Arm {n}", ROBOTS) for n in range(4)), ("Shop", SALES))
    _, relevance, counts = Relevance(papers, Likeness(papers)).of([evaluate(papers, parse("upvotes:>=0").root)])
    assert relevance.tolist() == [0.5] * 5
    assert counts.tolist() == [5]


def test_likeness_in_excess_is_that_of_pairs_and_is_worked_out_anew_when_there_is_too_much(monkeypatch) -> None:
    papers = day(("Arm", ROBOTS), ("Arms", f"{ROBOTS} and more"), ("Shop", SALES), ("None", ""))
    monkeypatch.setattr("bot.ranking.likeness.KEPT", 8)
    monkeypatch.setattr("bot.ranking.likeness.LEAST", 2)
    likeness, everybody = Likeness(papers), np.arange(4)
    table = np.array([[likeness.cosine(one, other) for other in range(4)] for one in range(4)])
    mean = (table.sum(axis=1) - table.diagonal()) / 3
    assert likeness.mean_cosines.tolist() == pytest.approx(mean.tolist(), abs=1e-6)
    np.fill_diagonal(table, -np.inf)
    for _ in range(2):
        for pair in ([0, 1], [2, 1], [3], [1, 0]):
            found = likeness.excess(np.array(pair), everybody)
            assert found.tolist() == [pytest.approx((table[one] - mean).tolist(), abs=1e-6) for one in pair]


def test_the_fewer_others_there_are_the_less_they_count() -> None:
    papers = day(("Arm", ROBOTS), ("Arms", ROBOTS), *((f"Filler {n}", f"other{n} words{n}") for n in range(20)))
    alone, pair = lifts(papers, [0.9])[0], lifts(papers, [0.9, 0.8])
    assert alone == pytest.approx(0, abs=1e-6)
    many = day(
        *((f"Arm {n}", ROBOTS) for n in range(5)), *((f"Filler {n}", f"other{n} words{n}") for n in range(20))
    )
    assert 0 < pair[0] < min(lifts(many, [0.9] * 5))
