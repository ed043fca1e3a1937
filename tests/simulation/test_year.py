"""What a year's play says of memory, and that it knows each paper by a number of its own."""

from datetime import date, timedelta

from tests.simulation.year import EARLIER, LOOKS, MOST_GROWN, PAPERS, START, Year, _number, _papers


def test_memory_that_fills_at_first_and_then_stays_is_flat() -> None:
    filling = [100, 115, 128, 130, 123, 131, 131, 132, 130, 131, 125, 132]
    assert len(filling) == LOOKS
    assert Year(1, 365, megabytes=list(map(float, filling))).memory_grown < 1.02


def test_memory_that_grows_by_two_percent_a_month_is_not() -> None:
    leaking = [100 + 2.0 * month for month in range(LOOKS)]
    assert Year(1, 365, megabytes=leaking).memory_grown > MOST_GROWN


def test_each_paper_has_a_number_of_its_own() -> None:
    days = [START.date() + timedelta(days=number - 3) for number in range(60)]
    numbers = [_number(paper.id) for day in days for paper in _papers(day)]
    assert len(numbers) == len(set(numbers)) > PAPERS
    assert min(numbers) >= 0
    assert max(numbers) < (60 + EARLIER) * PAPERS
    assert _number("arxiv:2601.05001") - _number("arxiv:2512.31030") == 4 * PAPERS + 1
    assert date(2026, 1, 5) == START.date()
