"""The order of search."""

from datetime import timedelta

from bot.model.paper import Candidate
from bot.query.plain_words.wish import First
from bot.search.blend import blend, first_of, standing
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
    assert [each.key for each in blend(found, TODAY, "the dynamics of scaling", lacking=True)] == [2, 1]
    assert [each.key for each in blend(found, TODAY, "the dynamics of scaling?", lacking=True)] == [1, 2], (
        "a question is no title"
    )
    far = ((candidate(1, "Scaling laws of video"), 10.0), (candidate(2, "Dynamics"), 8.0))
    assert [each.key for each in blend(far, TODAY, "dynamic", lacking=True)] == [1, 2], "the text goes first"


def test_what_bears_the_name_that_was_typed_goes_before_what_speaks_of_it_more_often() -> None:
    found = ((candidate(1, "KiteScope: all about Kite 2"), 10.0), (candidate(2, "Kite 2: Flying Open Kites"), 4.0))
    for typed in ("Kite 2", "kite-2", "kite 2: flying open kites"):
        assert [each.key for each in blend(found, TODAY, typed)] == [2, 1]
    assert [each.key for each in blend(found, TODAY, "who wrote kite 2", "kite 2")] == [2, 1]
    assert [each.key for each in blend(found, TODAY, "kite")] == [1, 2]


def test_the_newest_or_the_most_upvoted_of_what_is_most_about_it_goes_first() -> None:
    found = ((made(1, days=9, upvotes=3), 10.0), (made(2, days=2, upvotes=1), 9.0), (made(3, upvotes=50), 2.0))
    assert [each.key for each in first_of(found, First.NEWEST)] == [2, 1, 3]
    assert [each.key for each in first_of(found, First.UPVOTED)] == [1, 2, 3]


def test_between_equals_the_newer_comes_first() -> None:
    assert order((made(1, days=700), 10.0), (made(2, days=3), 10.0)) == [2, 1]


def test_ties_are_broken_by_paper_id() -> None:
    assert order((made(2), 1.0), (made(1), 1.0)) == [1, 2]


def test_a_list_that_was_not_ranked_stays_as_it_is() -> None:
    assert order((made(1, days=9), 0.0), (made(2, upvotes=99), 0.0)) == [1, 2]


def test_standing_stays_within_its_share_whatever_the_numbers() -> None:
    assert 0 <= standing(made(1, upvotes=-5, stars=-5, days=-9), TODAY) <= 0.15
    assert standing(made(1, upvotes=10**9, stars=10**9), TODAY) <= 0.15
