"""Feeds as documents: well-formed and literal whatever a paper says."""

import json
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring as parsed

from adapters.web.feeds.atom import atom, opml
from adapters.web.feeds.feed import feed
from adapters.web.feeds.json_feed import json_feed
from adapters.web.feeds.markdown import escaped, markdown
from bot.daily.daily_papers import PaperList
from bot.daily.period import Kind, containing
from tests.fakes.papers import TODAY, candidate

NASTY = "a\x00b\x1f <script>&amp;]]> \ud800 \u202e [x](y) *z* `c`"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def made(*papers):
    return feed(papers, title="T\x01", home="http://h.test", page="/papers", address="/feeds/atom", changed=AT)


def test_a_feed_is_well_formed_and_literal_whatever_a_paper_says():
    paper = candidate(1, NASTY, abstract=NASTY, authors=(NASTY, "\x00"), categories=(NASTY,), tldr=NASTY, added=AT)
    root = parsed(atom(made(paper)).encode("utf-8", "replace"))
    entry = root.find("a:entry", NAMES)
    assert entry.find("a:title", NAMES).text.startswith("ab <script>&")
    assert root.find("a:entry/a:author/a:name", NAMES).text.startswith("ab")
    assert len(root.findall("a:entry/a:author", NAMES)) == 1
    assert json.loads(json_feed(made(paper)))["items"][0]["title"].startswith("ab <script>&")


def test_an_entry_is_the_same_for_ever_and_says_where_it_is():
    one, other = (
        made(candidate(1, "A", upvotes=1, added=AT)),
        made(candidate(9, "A", id="arxiv:2611.00001", upvotes=9, added=AT)),
    )
    assert one.entries[0].id == other.entries[0].id
    assert atom(one) == atom(other)
    assert (one.entries[0].page, one.updated) == ("http://h.test/papers/2611.00001", AT)
    assert made().updated == AT


def test_opml_names_each_feed():
    root = parsed(opml("Papers of <general>", [('"x" & y', "http://h/feeds/atom?q=1", "http://h/k")]))
    (outline,) = root.findall("body/outline")
    assert (outline.get("text"), outline.get("xmlUrl"), outline.get("type")) == (
        '"x" & y',
        "http://h/feeds/atom?q=1",
        "rss",
    )


def test_markdown_means_nothing_that_a_paper_says():
    paper = candidate(1, "[x](y) *z* <b> $a$ #1", abstract="`code` | _em_", authors=("A *B*",), organization="O_O")
    text = markdown(PaperList(period=containing(TODAY, Kind.DAY), papers=(paper,), note="A *note*"))
    assert text.startswith(
        "# Daily Papers of Friday, 20 November 2026\n\nA \\*note\\*\n\n1. **[\\[x\\](y) \\*z\\*"
    )
    assert "O\\_O" in text
    assert escaped("a\nb `c`") == "a b \\`c\\`"
