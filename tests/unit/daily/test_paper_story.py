"""What a paper's page tells: upvotes over time, where else it is, its keywords; and the pace of a query."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.daily.elsewhere import elsewhere
from bot.daily.following import Following, Week, pace
from bot.daily.keywords import keywords_of, subscription, usable
from bot.daily.upvotes import upvotes_over_time
from bot.errors import QueryError, UserError
from bot.model.paper import Listing, Paper
from bot.ports import Found, Hit
from bot.query.parser import parse
from tests.each_of import each_of
from tests.fakes.papers import TODAY, candidate

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def listing(hours: int, upvotes: int, source: str = "huggingface", day: date = TODAY) -> Listing:
    return Listing(
        paper_id="arxiv:1",
        source=source,
        list_date=day,
        rank=1,
        observed=AT + timedelta(hours=hours),
        upvotes=upvotes,
    )


def test_upvotes_are_those_of_the_source_that_saw_the_most_in_order_of_time():
    points = upvotes_over_time(
        [listing(5, 9), listing(0, 2), listing(0, 1, "other"), listing(3, 4, "other"), listing(9, 99, "sample")]
    )
    assert [(point.at, point.count) for point in points] == [(AT, 2), (AT + timedelta(hours=5), 9)]


def test_one_look_is_no_line_and_a_paper_of_two_lists_counts_once_a_moment():
    assert upvotes_over_time([listing(0, 5)]) == ()
    assert upvotes_over_time([listing(0, 5), listing(0, 5, day=TODAY - timedelta(days=1))]) == ()
    assert upvotes_over_time([listing(0, 0), listing(1, 0)]) == ()


def test_a_paper_has_a_link_for_each_registry_and_source_once():
    paper = candidate(1, "t", id="arxiv:2611.00001", code_url="https://github.com/a/b")
    found = elsewhere(paper, ["doi:10.1000/x(1)", "arxiv:2611.00001", "openreview:abcdef", "url:0123456789abcdef"])
    assert [(each.name, each.url) for each in found] == [
        ("arXiv", "https://arxiv.org/abs/2611.00001"),
        ("DOI", "https://doi.org/10.1000/x(1)"),
        ("OpenReview", "https://openreview.net/forum?id=abcdef"),
        ("PDF at arXiv", "https://arxiv.org/pdf/2611.00001"),
        ("Hugging Face", "https://huggingface.co/papers/2611.00001"),
        ("arxiv.org", "https://arxiv.org/abs/1"),
        ("Code", "https://github.com/a/b"),
    ]


def test_what_is_no_web_address_is_no_link():
    paper = candidate(1, "t", id="url:0123456789abcdef", sources=("rss",), code_url="javascript:alert(1)")
    assert [each.url for each in elsewhere(paper, [])] == ["https://arxiv.org/abs/1"]
    strange = Paper(id="url:1", title="t", url="http://[bad")
    assert elsewhere(candidate(1, "t").__class__(key=1, paper=strange, signals=paper.signals), [])[0].name == ""


def test_keywords_of_a_list_are_those_of_several_papers_as_most_write_them():
    papers = [
        Paper(id=str(n), title="", url="", keywords=words)
        for n, words in enumerate([("RAG", "agents", "RAG"), ("rag", "Agents", "once"), ("RAG",)])
    ]
    assert keywords_of(papers, 5) == ("RAG", "agents")
    assert keywords_of(papers, 1) == ("RAG",)


def test_a_keyword_that_is_a_sentence_or_no_word_is_none():
    assert usable(["a", "--", "x" * 41, "two  words", "Two Words"]) == ("two words",)


@each_of("keyword", ["agents", "world models", "C++", "a|", 'say "x" now', "unclosed (", "AND", "#1"])
def test_every_keyword_can_be_subscribed_to(keyword):
    parse(subscription(keyword))
    assert subscription("world models") == '"world models"'


class Counting:
    """An index that knows how many there are."""

    def __init__(self, counts):
        self.counts = counts

    async def weekly(self, query, last, weeks):
        assert (query.text, last, weeks) == ("agents", TODAY, 26)
        return self.counts

    async def newest(self, query, *, limit):
        return Found((Hit(2, 0.0), Hit(1, 0.0)), 2)


class Two:
    async def by_key(self, keys):
        return [candidate(key, "t") for key in keys]


async def test_a_query_is_followed_week_by_week_to_today():
    following = Following(Counting([0] * 25 + [3]), Two())
    weeks = await following.weeks("agents", AT)
    assert (weeks[0].first, weeks[-1]) == (TODAY - timedelta(days=181), Week(TODAY - timedelta(days=6), 3))
    assert [each.key for each in await following.newest("agents", 9)] == [2, 1]


async def test_a_query_is_read_as_a_subscription_is():
    following = Following(Counting([]), Two())
    with pytest.raises(QueryError):
        await following.newest('"unclosed', 9)
    with pytest.raises(UserError, match="1,000 characters at most; this one has 1,001"):
        await following.weeks("x" * 1001, AT)


def test_the_pace_in_words():
    weeks = [Week(TODAY, 30), Week(TODAY, 3)]
    assert (
        pace(weeks) == "16 papers a week over the last half year; the most, 30, in the week from 20 November 2026."
    )
    assert pace([Week(TODAY, 1), Week(TODAY, 2)]).startswith("1.5 papers a week")
    assert pace([Week(TODAY, 2)]).startswith("2 papers a week")
    assert pace([Week(TODAY, 0)]) == "No paper of the last half year matches."
