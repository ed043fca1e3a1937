"""Any feed's entries become papers with the strongest id that they name."""

from datetime import UTC, date, datetime

from adapters.sources.parse.feed_body import parse_feed
from adapters.sources.parse.rss_entries import Looking, read_entries
from bot.papers.identity import canonical_id
from tests.each_of import each_of
from tests.fakes import bodies

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def read(body, *, first=True):
    return read_entries(
        parse_feed(body, "https://lab.example/feed"), Looking("lab.example", TODAY, NOW, first=first)
    )


def item(**fields):
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    whole = f'<rss version="2.0"><channel><title>x</title><item>{inside}</item></channel></rss>'
    return whole.encode()


@each_of(
    ("link", "paper_id"),
    [
        ("https://arxiv.org/abs/2611.00001v2", "arxiv:2611.00001"),
        ("https://www.nature.com/articles/x?doi=1", canonical_id("https://nature.com/articles/x?doi=1")),
        ("https://dl.acm.org/doi/10.1145/1.2", "doi:10.1145/1.2"),
        ("https://lab.example/post", canonical_id("https://lab.example/post")),
    ],
)
def test_a_link_tells_the_id(link, paper_id):
    fetched = read(bodies.rss([link]))
    (paper,), (listing,) = fetched.papers, fetched.listings
    assert paper.id == paper_id
    assert paper.url == link
    assert paper.abstract == "We study it."
    assert paper.authors == ("Ann Lee",)
    assert (listing.paper_id, listing.source, listing.list_date) == (paper_id, "rss", date(2026, 11, 19))


def test_a_guid_with_a_registrys_id_is_stronger_than_a_blog_link():
    fetched = read(item(title="T", link="https://lab.example/p", guid="https://doi.org/10.1145/1.2"))
    assert fetched.papers[0].id == "doi:10.1145/1.2"
    assert fetched.papers[0].url == "https://lab.example/p"


def test_an_entry_without_link_or_date_is_listed_today_under_its_title():
    fetched = read(item(title="Only a title"))
    assert fetched.papers[0].id.startswith("url:")
    assert fetched.papers[0].url == ""
    assert fetched.listings[0].list_date == TODAY


def test_an_entry_dated_in_the_future_is_listed_today():
    fetched = read(item(title="T", link="https://x.example/1", pubDate="Fri, 01 Jan 2027 00:00:00 GMT"))
    assert fetched.listings[0].list_date == TODAY


@each_of("link", ["javascript:alert(1)", "data:text/html,x", "http://", "https://[::1"])
def test_a_link_that_is_no_web_address_is_dropped(link):
    assert read(item(title="T", link=link)).papers[0].url == ""


def test_an_entry_without_a_title_is_a_fault():
    fetched = read(item(link="https://x.example/1"))
    assert fetched.papers == ()
    assert [(fault.where, fault.reason) for fault in fetched.faults] == [("lab.example entry 1", "no title")]


def test_plain_text_keeps_its_signs_and_markup_goes():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id>
<title type="text">A &lt; B &amp; C</title>
<summary type="html">&lt;p&gt;x &amp;lt; y&lt;/p&gt;&lt;style&gt;p{}&lt;/style&gt;</summary></entry></feed>"""
    paper = read(atom).papers[0]
    assert (paper.title, paper.abstract) == ("A < B & C", "x < y")


def test_a_line_of_many_authors_is_split():
    atom = b"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>T</title>
<dc:creator>Ann Lee, Bo Chen, Cy Wu</dc:creator></item></channel></rss>"""
    assert read(atom).papers[0].authors == ("Ann Lee", "Bo Chen", "Cy Wu")


@each_of("body", [b"", b"{}", b"\x00\x01", b"<html><body>x</body></html>", b"/etc/hostname"])
def test_what_is_no_feed_is_not_readable(body):
    feed = parse_feed(body)
    assert not feed.readable
    assert feed.reason


def test_an_entity_bomb_is_refused():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    feed = parse_feed(
        f"{bomb}<rss version='2.0'><channel><item><title>&b;</title></item></channel></rss>".encode()
    )
    assert not feed.readable
    assert "declares entities" in feed.reason
