"""arXiv: its calendar, its feeds and its query answers."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from adapters.sources.common.arxiv_api import listed
from adapters.sources.common.arxiv_calendar import latest_list, next_feed, why_quiet, window
from adapters.sources.common.arxiv_round import Mark, advance, missed, problem, read_cursor, write_cursor
from adapters.sources.parse.announcement import Announcement, read_announcement
from adapters.sources.parse.arxiv_query import read_query
from tests.each_of import each_of
from tests.fakes import bodies


def at(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@each_of(
    ("listed_on", "why"),
    [
        (date(2026, 11, 16), ""),  # Monday, announced on Sunday evening
        (date(2026, 11, 20), ""),  # Friday, announced on Thursday evening
        (date(2026, 11, 21), "weekend: arXiv announces nothing on Friday evenings"),
        (date(2026, 11, 22), "weekend: arXiv announces nothing on Saturday evenings"),
        (date(2026, 11, 27), "holiday: arXiv announces nothing on Thanksgiving"),
        (date(2026, 11, 26), ""),
        (date(2026, 1, 20), "holiday: arXiv announces nothing on Martin Luther King Jr. Day"),
        (date(2026, 12, 30), "holiday: arXiv announces nothing on the end of the year"),
        (date(2027, 1, 1), "holiday: arXiv announces nothing on New Year's Eve"),
    ],
)
def test_a_day_without_a_list_says_why(listed_on, why):
    assert why == why_quiet(listed_on)


@each_of(
    ("now", "newest"),
    [
        (at(20, 4, 59), date(2026, 11, 19)),  # 23:59 US Eastern (standard time)
        (at(20, 5, 0), date(2026, 11, 20)),
        (at(22, 12), date(2026, 11, 20)),
        (at(28, 12), date(2026, 11, 26)),
        (at(10, 4, 0, month=7), date(2026, 7, 10)),  # summer time
        (at(10, 3, 59, month=7), date(2026, 7, 9)),
    ],
)
def test_the_newest_list_is_that_of_the_last_feed(now, newest):
    assert newest == latest_list(now)


@each_of(
    ("now", "then"),
    [
        (at(19, 12), at(20, 5)),
        (at(20, 12), at(23, 5)),
        (at(26, 12), at(30, 5)),
        (at(9, 12, month=7), at(10, 4, month=7)),
    ],
)
def test_the_next_feed_is_built_at_midnight_eastern_before_the_next_list(now, then):
    assert then == next_feed(now)


@each_of(
    ("day", "span"),
    [
        (date(2026, 11, 19), (at(17, 19), at(18, 19))),
        (date(2026, 11, 17), (at(13, 19), at(16, 19))),  # Tuesday's: from Friday 14:00 to Monday 14:00
        (date(2026, 11, 16), (at(12, 19), at(13, 19))),  # Monday's: until Friday 14:00
        (date(2026, 11, 30), (at(25, 19), at(27, 19))),  # after Thanksgiving
        (date(2026, 11, 21), None),
        (date(2026, 11, 27), None),
    ],
)
def test_a_list_has_the_papers_submitted_between_two_cut_offs(day, span):
    assert span == window(day)


def test_every_submission_is_in_exactly_one_list_of_the_year():
    spans = [span for number in range(739_000, 739_500) if (span := window(date.fromordinal(number)))]
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(start < end for start, end in spans)


FRIDAY = date(2026, 11, 20)
NOW = at(20, 12)


def test_a_feed_lists_what_is_new_or_cross_listed():
    numbers = ["2611.00001", "2611.00002", "2611.00003", "2611.00004"]
    feed = read_announcement(
        bodies.announcement("cs.CL", FRIDAY, numbers, ["new", "cross", "replace", "replace-cross"]), "cs.CL"
    )
    assert [paper.id for paper in feed.papers] == ["arxiv:2611.00001", "arxiv:2611.00002"]
    assert feed.new == ("arxiv:2611.00001",)
    assert (feed.day, feed.entries, feed.error, feed.faults) == (FRIDAY, 4, "", ())
    paper = feed.papers[0]
    assert paper.title == "A study of 2611.00001 with p < 0.05"
    assert paper.abstract == "We study 2611.00001."
    assert paper.authors == ("Ann Lee", "Bo Chen", "Cy Wu")
    assert paper.categories == ("cs.CL",)
    assert paper.url == "https://arxiv.org/abs/2611.00001"


def test_an_entry_without_an_id_is_a_fault():
    body = bodies.announcement("cs.CL", FRIDAY, ["2611.00001"]).replace(b"/abs/2611.00001", b"/list/new")
    feed = read_announcement(body, "cs.CL")
    assert [fault.where for fault in feed.faults] == ["cs.CL entry 1"]


@each_of(
    ("body", "error"),
    [
        (bodies.FEED_ERROR, "arXiv has no feed of cs.XX; check ARXIV_CATEGORIES"),
        (b"", "the answer is empty"),
        (b"<html><body>x</body></html>", "no RSS or Atom feed"),
        (b"/etc/hostname", "no RSS or Atom feed"),
    ],
)
def test_a_body_that_is_no_feed_says_why(body, error):
    assert error in read_announcement(body, "cs.XX").error


def test_a_feed_cut_short_keeps_its_whole_entries_and_tells_of_the_cut():
    body = bodies.announcement("cs.CL", FRIDAY, [f"2611.0000{number}" for number in range(5)])
    feed = read_announcement(body[: len(body) * 2 // 3], "cs.CL")
    assert [f"arxiv:2611.0000{number}" for number in range(len(feed.papers))] == [
        paper.id for paper in feed.papers
    ]
    assert 1 <= len(feed.papers) < 5
    assert "cut short" in feed.faults[-1].reason


def feed(*numbers, day=FRIDAY, entries=None, error=""):
    new = tuple(f"arxiv:2611.{number:05}" for number in numbers)
    return Announcement(new=new, day=day, entries=len(new) if entries is None else entries, error=error)


THURSDAY_MARK = Mark(date(2026, 11, 19), "arxiv:2611.00050")


@pytest.mark.parametrize(
    ("feeds", "marks", "now", "said"),
    [
        ({"cs.CL": feed(60)}, {"cs.CL": THURSDAY_MARK}, NOW, ""),
        ({"cs.CL": feed(60)}, {}, NOW, ""),
        (
            {"cs.CL": feed(40, 50)},
            {"cs.CL": THURSDAY_MARK},
            NOW,
            "newer than the list of 2026-11-19",
        ),
        ({"cs.CL": feed(60, day=date(2026, 11, 19))}, {}, NOW, "it is dated 2026-11-19, not 2026-11-20"),
        ({"cs.CL": feed(entries=0)}, {}, NOW, "is empty, though 2026-11-20 has a list"),
        ({"cs.CL": feed(entries=0)}, {}, at(21, 12), ""),
        ({"cs.CL": feed(entries=0)}, {}, at(27, 12), ""),
        ({"cs.CL": feed(entries=7)}, {"cs.CL": THURSDAY_MARK}, NOW, ""),
        ({"cs.CL": feed(error="gone")}, {}, NOW, "gone"),
        ({"cs.CL": feed(5), "cs.LG": feed(*range(50, 80))}, {}, NOW, "older than what cs.LG lists"),
        ({"cs.CL": feed(53), "cs.LG": feed(*range(50, 80))}, {}, NOW, ""),
        ({"cs.CL": feed(5), "cs.LG": feed(50, 51, 52)}, {}, NOW, ""),
    ],
)
def test_a_feed_that_stands_still_is_told_from_a_quiet_day(feeds, marks, now, said):
    assert problem("cs.CL", feeds, marks, now).endswith(said)
    assert bool(said) == bool(problem("cs.CL", feeds, marks, now))


@each_of(
    ("last", "now", "days"),
    [
        (None, NOW, []),
        (None, at(21, 12), [20]),
        (20, NOW, []),
        (19, NOW, []),
        (18, NOW, [19]),
        (19, at(22, 12), [20]),
        (20, at(22, 12), []),
        (13, at(20, 12), [16, 17, 18, 19]),
        (1, at(20, 12), [13, 16, 17, 18, 19]),
    ],
)
def test_lists_missed_while_away_are_caught_up(last, now, days):
    marks = {"cs.CL": Mark(date(2026, 11, last))} if last else {}
    assert [date(2026, 11, day) for day in days] == list(missed(marks, now))


def test_marks_go_on_for_feeds_read_well_and_survive_the_cursor():
    marks = {"cs.CL": THURSDAY_MARK, "cs.LG": THURSDAY_MARK}
    after = advance(marks, {"cs.CL": feed(60, 70), "cs.LG": feed(1)}, ["cs.CL"], NOW)
    assert after == {"cs.CL": Mark(FRIDAY, "arxiv:2611.00070"), "cs.LG": THURSDAY_MARK}
    assert after == read_cursor(write_cursor(after))


@each_of("cursor", ["", "x", "[]", "null", '{"a": 1}', '{"a": ["x", "y"]}', '{"a": []}', "[" * 90_000])
def test_a_cursor_that_cannot_be_read_says_nothing(cursor):
    assert read_cursor(cursor) == {}


def test_a_query_answer_is_read():
    page = read_query(
        bodies.query(["2611.00001", "math/0309136"], total=70, comment="This paper has been withdrawn")
    )
    assert [paper.id for paper in page.papers] == ["arxiv:2611.00001", "arxiv:math/0309136"]
    assert (page.total, page.error, page.faults) == (70, "", ())
    paper = page.papers[0]
    assert paper.categories == ("cs.CL", "cs.LG")
    assert paper.authors == ("Ann Lee", "Bo Chen")
    assert paper.published == date(2026, 11, 18)
    assert paper.withdrawn


@each_of(
    ("body", "error"),
    [
        (bodies.QUERY_ERROR, "incorrect id format for abc"),
        (b"", "empty"),
        (b"<html></html>", "no RSS or Atom feed"),
    ],
)
def test_an_error_answer_is_arxivs_own_sentence(body, error):
    assert error in read_query(body).error


def test_a_paper_in_two_categories_is_listed_once():
    page = read_query(bodies.query(["2611.00001", "2611.00002", "2611.00001"]))
    fetched = listed(page.papers, FRIDAY, NOW)
    assert [(x.paper_id, x.rank) for x in fetched.listings] == [("arxiv:2611.00001", 1), ("arxiv:2611.00002", 2)]
    assert len(fetched.papers) == 2


def test_all_recorded_answers_are_read_whole(shared):
    papers = 0
    for file in sorted((shared / "data" / "arxiv_api").glob("*.json")):
        recorded = json.loads(file.read_text(encoding="utf-8"))
        page = read_query(recorded["body"].encode())
        assert (recorded["status_code"] == 400) == bool(page.error)
        assert page.faults == ()
        assert len(page.papers) == recorded["body"].count("<entry>") - bool(page.error)
        assert all(p.title and p.abstract and p.authors and p.published and p.categories for p in page.papers)
        papers += len(page.papers)
    assert papers == 221


def test_the_doi_that_authors_gave_is_the_papers_too():
    body = bodies.query(["2611.10001"]).replace(
        b"<arxiv:comment>", b"<arxiv:doi>10.5555/Kites.7</arxiv:doi><arxiv:comment>"
    )
    (paper,) = read_query(body).papers
    assert paper.also == ("doi:10.5555/kites.7",)
    assert read_query(bodies.query(["2611.10001"])).papers[0].also == ()
