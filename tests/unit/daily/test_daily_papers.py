"""Lists of a day, a week and a month, and what trends."""

from datetime import date, timedelta

import pytest

from bot.daily.daily_papers import DailyPapers
from bot.daily.period import Kind, containing
from bot.daily.trending import looked_at, most_upvoted, trend
from tests.fakes.core import NOW, TITLES, listed, open_office
from tests.fakes.papers import TODAY, candidate


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def test_a_day_has_its_papers_by_upvotes_and_leads_to_its_neighbours(office):
    daily = DailyPapers(office.store.papers, office.store.lists)
    today = NOW.date()
    found = await daily.of(containing(today, Kind.DAY), today)
    assert [each.paper.title for each in found.papers] == list(TITLES[:3])
    assert (found.before, found.after, found.note) == (containing(today - timedelta(days=1), Kind.DAY), None, "")
    earlier = await daily.of(containing(today - timedelta(days=1), Kind.DAY), today)
    assert earlier.after == containing(today, Kind.DAY)


async def test_a_week_and_a_month_hold_all_of_their_days(office):
    daily, today = DailyPapers(office.store.papers, office.store.lists), NOW.date()
    for kind in (Kind.WEEK, Kind.MONTH):
        found = await daily.of(containing(today, kind), today)
        assert (len(found.papers), found.before, found.after) == (len(TITLES), None, None)


async def test_without_a_list_yet_the_last_one_is_shown_and_that_is_said(office):
    daily = DailyPapers(office.store.papers, office.store.lists)
    found = await daily.latest(NOW + timedelta(days=1))  # a Saturday
    assert found.period == containing(NOW.date(), Kind.DAY)
    assert found.note == (
        "Nothing is listed on Saturday, 21 November 2026: the Daily Papers rest at weekends. This is the last list there is."
    )
    assert found.after is None


async def test_without_any_paper_today_is_empty_and_says_so():
    async with open_office(papers=False) as office:
        daily = DailyPapers(office.store.papers, office.store.lists)
        found = await daily.latest(NOW)
        assert (found.papers, found.period) == ((), containing(NOW.date(), Kind.DAY))
        assert "Nothing is listed yet on Friday, 20 November 2026" in found.note


async def test_every_empty_period_says_why(office):
    daily, today = DailyPapers(office.store.papers, office.store.lists), NOW.date()
    said = {
        (await daily.of(containing(day, kind), today)).note
        for day, kind in (
            (date(2026, 11, 2), Kind.DAY),
            (date(2026, 10, 1), Kind.MONTH),
        )
    }
    assert said == {
        "Nothing was listed on Monday, 2 November 2026 here: a holiday, or a day before Paperboy began to read.",
        "Nothing was listed from 1 to 31 October 2026 here.",
    }
    yesterday = await daily.of(containing(date(2026, 11, 23), Kind.DAY), date(2026, 11, 24))
    assert yesterday.note == "Nothing was listed on Monday, 23 November 2026 so far."


async def test_what_trends_is_read_from_the_days_that_count(office):
    daily = DailyPapers(office.store.papers, office.store.lists)
    await office.ingest(listed("An old one", 50, NOW.date() - timedelta(days=20), organization=""))
    assert [each.paper.title for each in (await daily.trending("week", NOW)).papers] == list(TITLES)
    assert len((await daily.trending("month", NOW)).papers) == len(TITLES) + 1


def test_the_day_that_trends_is_the_last_one_that_has_a_list():
    papers = [
        candidate(1, "a", upvotes=3, listed=TODAY - timedelta(days=2)),
        candidate(2, "b", listed=TODAY - timedelta(days=3)),
    ]
    found = trend(papers, "day", TODAY)
    assert ([each.key for each in found.papers], found.since, found.late) == ([1], TODAY - timedelta(days=2), True)
    assert looked_at("day", TODAY) == (TODAY - timedelta(days=6), TODAY)
    assert trend([], "day", TODAY).papers == ()


def test_of_equal_upvotes_the_faster_and_then_the_first_id_comes_first_and_none_is_withdrawn():
    papers = [
        candidate(1, "a", id="arxiv:2", upvotes=5),
        candidate(2, "b", id="arxiv:1", upvotes=5),
        candidate(3, "c", id="arxiv:3", upvotes=5, velocity=2.0),
        candidate(4, "d", upvotes=9, withdrawn=True),
    ]
    assert [each.key for each in most_upvoted(papers)] == [3, 2, 1]
