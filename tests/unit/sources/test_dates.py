"""Dates in the shapes that feeds have them."""

from datetime import date

from adapters.sources.parse.dates import odd_day
from adapters.sources.parse.feed_body import day_of, parse_feed
from tests.each_of import each_of

NOVEMBER = date(2026, 11, 20)


@each_of(
    ("said", "day"),
    [
        ("2026年11月20日", NOVEMBER),
        ("2026년 11월 20일", NOVEMBER),
        ("2026/11/20", NOVEMBER),
        ("2026.11.20 10:00", NOVEMBER),
        ("20/11/2026", NOVEMBER),
        ("11/20/2026", NOVEMBER),
        ("20.11.2026", NOVEMBER),
        ("03.11.2026", date(2026, 11, 3)),
        ("03/11/2026", None),  # nobody can tell
        ("11/11/2026", date(2026, 11, 11)),
        ("20. November 2026", NOVEMBER),
        ("Freitag, 20. November 2026", NOVEMBER),
        ("20th Nov. 2026", NOVEMBER),
        ("20 de noviembre de 2026", NOVEMBER),
        ("20-Nov-2026", NOVEMBER),
        ("November 20, 2026 10:00 am", NOVEMBER),
        ("Nov 20th 2026", NOVEMBER),
        ("1. März 2026", date(2026, 3, 1)),
        ("15 août 2026", date(2026, 8, 15)),
        ("20 ноября 2026", NOVEMBER),
        ("20 listopada 2026", NOVEMBER),
        ("1795132800", date(2026, 11, 20)),
        ("1795132800000", date(2026, 11, 20)),
        ("31/31/2026", None),
        ("30 Februember 2026", None),
        ("20 Kites 2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_many_shapes_and_never_guessed(said, day):
    assert odd_day(said) == day


@each_of(
    ("field", "day"),
    [
        ("<pubDate>Fri, 20 Nov 2026 23:30:00 -0800</pubDate>", date(2026, 11, 21)),  # in UTC, as ever
        ("<pubDate>2026/11/20</pubDate>", NOVEMBER),
        ("<pubDate>1795132800</pubDate>", NOVEMBER),
        ("<pubDate>Fr, 20 Nov 2026 10:00:00 +0100</pubDate>", NOVEMBER),
        ("<pubDate>soon</pubDate><prism:publicationDate>2026-11-20</prism:publicationDate>", NOVEMBER),
        ("<pubDate>soon</pubDate>", None),
        ("", None),
    ],
)
def test_an_entrys_day_is_the_first_that_can_be_read(field, day):
    feed = parse_feed(
        f"""<rss version="2.0" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel><title>K</title>
<item><title>Kites</title>{field}</item></channel></rss>""".encode()
    )
    assert day_of(feed.entries[0]) == day
