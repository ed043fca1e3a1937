"""Daily Papers: what a body says, however odd, and which days to read."""

import gzip
import json
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sources.common.daily_calendar import GROWING_WAIT, WEEKEND_WAIT, days_to_ask, wait_on, why_empty
from adapters.sources.parse.daily import MAX_FAULTS, from_value, read_daily, read_paper
from adapters.sources.parse.salvage import MAX_REPR
from bot.model.paper import Listing
from tests.each_of import each_of
from tests.fakes import bodies

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ITEM = bodies.daily_item("2611.00001", DAY)


def read(value):
    return read_daily(json.dumps(value).encode(), DAY, NOW)


def test_an_item_becomes_a_paper_and_a_listing():
    full = bodies.daily_item(
        "2611.00001",
        DAY,
        ai_summary="It  works.",
        ai_keywords=["x", "x", "", 7],
        githubRepo="https://github.com/a/b",
        githubStars=5,
        organization={"name": "lab", "fullname": "The Lab"},
        withdrawnAt="2026-11-21T00:00:00Z",
    )
    fetched = read([full])
    (paper,), (listing,) = fetched.papers, fetched.listings
    assert paper.id == "arxiv:2611.00001"
    assert paper.title == "A study of 2611.00001"
    assert paper.abstract == "We study 2611.00001 & <more>. Much more."
    assert paper.authors == ("Ann Lee", "Bo Chen")
    assert paper.published == DAY
    assert (paper.tldr, paper.keywords, paper.organization) == ("It works.", ("x",), "The Lab")
    assert (paper.code_url, paper.stars, paper.withdrawn) == ("https://github.com/a/b", 5, True)
    expected = Listing(
        paper_id=paper.id, source="huggingface", list_date=DAY, rank=1, observed=NOW, upvotes=3, comments=2
    )
    assert expected == listing


@each_of(
    ("submitted", "listed"),
    [
        ("2026-11-19T23:59:59.000Z", date(2026, 11, 19)),
        ("2026-11-19T23:59:59-05:00", DAY),
        ("2026-11-20", DAY),
        (None, DAY),
        ("nonsense", DAY),
        ("2031-01-01T00:00:00Z", DAY),
        (12, DAY),
    ],
)
def test_the_list_date_is_the_utc_date_of_the_submission_else_the_day_asked(submitted, listed):
    assert (
        listed == read([bodies.daily_item("2611.00001", DAY, submittedOnDailyAt=submitted)]).listings[0].list_date
    )


@each_of(
    "body",
    [
        {"status": "ok", "date": "2026-11-20", "count": 1, "data": [ITEM]},
        [repr(ITEM)],
        {"data": [repr(ITEM)]},
        [{"title": ITEM["title"], "id": "2611.00001"}],
        [{"paper": {"id": "2611.00001", "title": "x", "authors": None, "upvotes": "many", "ai_keywords": 3}}],
        [{"paper": {"id": "2611.00001", "title": "x", "authors": ["Ann", {}, None], "githubStars": -4}}],
        [{"paper": {"id": "2611.00001", "title": "x", "githubRepo": "javascript:alert(1)", "upvotes": 1e400}}],
    ],
)
def test_odd_items_are_read_as_far_as_they_go(body):
    fetched = read(body)
    assert [paper.id for paper in fetched.papers] == ["arxiv:2611.00001"]
    assert fetched.papers[0].code_url == ""
    assert not fetched.faults


@each_of(
    ("item", "reason"),
    [
        (7, "int instead of an item"),
        (None, "NoneType instead of an item"),
        ({"paper": 3}, "an item without a paper"),
        ({"paper": {"id": "2611.00001"}}, "a paper without a title"),
        ("{'paper': ", "text instead of an item"),
        ("__import__('os').getcwd()", "text instead of an item"),
        ("[" * 5_000, "text instead of an item"),
        ("'" + "x" * MAX_REPR + "'", "characters instead of an item"),
    ],
)
def test_an_item_that_cannot_be_read_is_a_fault_with_day_place_and_reason(item, reason):
    fetched = read([ITEM, item, bodies.daily_item("2611.00003", DAY)])
    assert [listing.rank for listing in fetched.listings] == [1, 3]
    (fault,) = fetched.faults
    assert fault.where == "2026-11-20 item 2"
    assert reason in fault.reason


@each_of(
    ("body", "reason"),
    [
        (b"", "the answer is empty"),
        (b"  \n", "the answer is empty"),
        (b"<html>502</html>", "a web page"),
        (b'{"error": "Invalid\\n date"}', "Invalid date"),
        (b'{"papers": []}', "no list of papers"),
        (b'"hello"', "no list of papers"),
        (b"{", "broken or cut short"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "broken"),
        (b"\xff\xfe\x00", "broken"),
    ],
)
def test_a_body_that_is_no_list_is_not_ok_and_says_why(body, reason):
    fetched = read_daily(body, DAY, NOW)
    assert not fetched.ok
    assert reason in fetched.note
    assert reason in fetched.faults[0].reason


def test_of_a_body_cut_short_the_whole_items_are_saved_and_the_cut_is_told():
    whole = bodies.daily([bodies.daily_item(f"2611.0000{number}", DAY) for number in range(5)])
    fetched = read_daily(whole[: len(whole) // 2], DAY, NOW)
    assert [paper.id for paper in fetched.papers] == ["arxiv:2611.00000", "arxiv:2611.00001"]
    assert fetched.ok
    assert "2 papers were saved" in fetched.faults[0].reason
    assert fetched.note


def test_a_wholly_wrong_body_does_not_flood_the_faults():
    assert len(read([1] * 500).faults) == MAX_FAULTS


def test_hostile_text_is_made_safe_and_kept_short():
    item = bodies.daily_item("2611.00001", DAY, summary="x" * 1_000_000)
    item["title"] = "a\x00b\u202ec\ud83d \u2028 d" + "y" * 10_000
    paper = from_value([item], DAY, NOW).papers[0]
    assert paper.title.startswith("abc d")
    assert len(paper.title) == 500
    assert len(paper.abstract) == 20_000
    assert json.dumps([paper.title, paper.abstract]).encode()


def test_the_papers_own_page_is_read_too():
    assert read_paper(json.dumps(ITEM["paper"]).encode()).id == "arxiv:2611.00001"


@each_of("body", [b"", b"[]", b'{"error": "Paper not found"}', b'{"id": "2611.00001"}', b"<html>"])
def test_a_page_that_is_no_paper_is_none(body):
    assert read_paper(body) is None


KEYS = st.sampled_from(["paper", "title", "id", "authors", "data"])
LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=9)


@settings(max_examples=60)
@given(
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner), max_leaves=8)
)
def test_no_json_breaks_the_reader(value):
    fetched = from_value(value, DAY, NOW)
    assert len(fetched.papers) == len(fetched.listings)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body):
    assert read_daily(body, DAY, NOW) is not None


def test_all_real_days_are_read_whole(shared):
    days = listings = faults = 0
    ids = set()
    for file in sorted((shared / "data" / "hf_daily_papers").glob("*.jsonl.gz")):
        with gzip.open(file, "rb") as lines:
            for line in lines:
                archived = json.loads(line)
                day = date.fromisoformat(archived["date"])
                fetched = from_value(archived["body"], day, NOW)
                days += 1
                listings += len(fetched.listings)
                faults += len(fetched.faults)
                ids |= {paper.id for paper in fetched.papers}
                assert {listing.list_date for listing in fetched.listings} <= {day}
                assert all(paper.abstract and paper.authors for paper in fetched.papers)
    assert (days, listings, faults, len(ids)) == (501, 7_876, 0, 7_875)
    assert all(paper_id.startswith("arxiv:") for paper_id in ids)


def dates(*days):
    return tuple(date(2026, 11, day) for day in days)


@each_of(
    ("cursor", "today", "days"),
    [
        ("", 20, dates(16, 17, 18, 19, 20)),
        ("nonsense", 20, dates(16, 17, 18, 19, 20)),
        ("", 23, dates(19, 20, 23)),
        ("2026-11-20", 20, dates(19, 20)),
        ("2026-11-19", 20, dates(13, 16, 17, 18, 19, 20)),
        ("2026-11-20", 21, dates(16, 17, 18, 19, 20, 21)),
        ("2026-11-21", 22, dates(16, 17, 18, 19, 20, 22)),
        ("2026-11-22", 23, dates(16, 17, 18, 19, 20, 23)),
        ("2024-01-01", 20, dates(6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20)),
        ("2026-11-25", 20, dates(19, 20)),
    ],
)
def test_days_are_read_again_while_they_grow_and_after_a_pause(cursor, today, days):
    assert days == days_to_ask(cursor, date(2026, 11, today))


def test_weekends_are_asked_more_seldom_and_explained():
    assert wait_on(date(2026, 11, 20)) == GROWING_WAIT
    assert wait_on(date(2026, 11, 21)) == WEEKEND_WAIT
    assert "Saturday" in why_empty(date(2026, 11, 21))
    assert "2026-11-20" in why_empty(date(2026, 11, 20))
