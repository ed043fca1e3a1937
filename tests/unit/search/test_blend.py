"""The order of search."""

from datetime import timedelta

from bot.model.paper import Candidate
from bot.search.blend import blend, standing
from tests.fakes.papers import TODAY, candidate


def made(key: int, *, upvotes: int = 0, days: int = 0, stars: int = 0) -> Candidate:
    return candidate(key, "", listed=TODAY - timedelta(days=days), upvotes=upvotes, stars=stars)


def order(*found: tuple[Candidate, float]) -> list[int]:
    return [each.key for each in blend(found, TODAY)]


def test_text_comes_before_any_popularity() -> None:
    assert order((made(1), 10.0), (made(2, upvotes=10_000, stars=100_000), 8.0)) == [1, 2]


def test_between_near_equals_the_community_decides() -> None:
    assert order((made(1), 10.0), (made(2, upvotes=300), 9.8)) == [2, 1]


def test_between_near_equals_the_title_most_like_what_was_typed_comes_first() -> None:
    found = ((candidate(1, "Scaling laws of video"), 10.0), (candidate(2, "The Dynamics of Large Scaling"), 9.9))
    assert [each.key for each in blend(found, TODAY, "the dynamics of scaling")] == [2, 1]
    assert [each.key for each in blend(found, TODAY, "the dynamics of scaling?")] == [1, 2], (
        "a question is no title"
    )
    far = ((candidate(1, "Scaling laws of video"), 10.0), (candidate(2, "Dynamics"), 8.0))
    assert [each.key for each in blend(far, TODAY, "Dynamics")] == [1, 2], "what the text says goes first"


def test_between_equals_the_newer_comes_first() -> None:
    assert order((made(1, days=700), 10.0), (made(2, days=3), 10.0)) == [2, 1]


def test_ties_are_broken_by_paper_id() -> None:
    assert order((made(2), 1.0), (made(1), 1.0)) == [1, 2]


def test_a_list_that_was_not_ranked_stays_as_it_is() -> None:
    assert order((made(1, days=9), 0.0), (made(2, upvotes=99), 0.0)) == [1, 2]


def test_standing_stays_within_its_share_whatever_the_numbers() -> None:
    assert 0 <= standing(made(1, upvotes=-5, stars=-5, days=-9), TODAY) <= 0.15
    assert standing(made(1, upvotes=10**9, stars=10**9), TODAY) <= 0.15
