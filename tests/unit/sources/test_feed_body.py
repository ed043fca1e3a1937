"""Feeds with flaws: what can be read is kept, and only what was cut off is missing."""

from adapters.sources.parse.feed_body import parse_feed
from tests.each_of import each_of

WHOLE = """<rss version="2.0"><channel><title>Kites</title>
<item><title>Old kites</title><link>https://kites.example/1</link></item>
<item><title>New kites</title><link>https://kites.example/2</link></item>
</channel></rss>"""


def titles(body):
    return [entry["title"] for entry in parse_feed(body).entries]


@each_of(
    "body",
    [
        "\n \n<?xml version='1.0'?>" + WHOLE,
        "<br />\n<b>Warning</b>: something <?xml version='1.0'?>" + WHOLE,
        WHOLE.replace("New", "<media:x/>New").replace("<media:x/>", ""),
        WHOLE.replace("</item>\n</channel>", "<itunes:author>Ann</itunes:author></item></channel>"),
        WHOLE.replace("Old kites", "Old&nbsp;kites").replace("&nbsp;kites", "&nbsp;kites"),
        WHOLE.replace("https://kites.example/1", "https://kites.example/1?a=1&b=2"),
        WHOLE + "<script>track()</script>",
        WHOLE.replace("Old", "Old \x0b"),
    ],
)
def test_a_flaw_that_can_be_read_over_loses_nothing(body):
    found = [" ".join(title.split()) for title in titles(body.encode())]
    assert found == ["Old kites", "New kites"]
    assert parse_feed(body.encode()).reason == ""


@each_of("cut", ["</title><link>https://kites.example/2", "kites.example/2</link></item>", "</item>\n</ch"])
def test_a_feed_that_is_cut_short_says_so_and_loses_the_half_entry(cut):
    body = WHOLE[: WHOLE.rindex(cut) + 4].encode()
    assert titles(body) == ["Old kites"]
    assert "cut short" in parse_feed(body).reason


def test_a_feed_cut_between_entries_loses_none_that_it_has():
    body = WHOLE[: WHOLE.rindex("</channel>")].encode()
    assert titles(body) == ["Old kites", "New kites"]
    assert "cut short" in parse_feed(body).reason


@each_of("home", ["https://[broken", "javascript:alert(1)", "https://a b.example/"])
def test_a_feed_whose_own_address_is_none_is_read_at_the_one_that_answered(home):
    body = WHOLE.replace("<channel>", f"<channel><link>{home}</link>", 1).encode()
    found = parse_feed(body, "https://kites.example/feed")
    assert found.home == "https://kites.example/feed"
    assert len(found.entries) == 2


CYRILLIC = "Бумажные змеи летают"


@each_of(
    ("declared", "encoding", "sent"),
    [
        ("", "cp1251", "text/xml; charset=windows-1251"),
        ("", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "cp1251", "text/xml; charset=windows-1251"),
        ("windows-1251", "cp1251", "text/xml; charset=utf-8"),
        ("windows-1251", "cp1251", ""),
        ("iso-8859-1", "utf-8", ""),
        ("utf-16", "utf-16", ""),
    ],
)
def test_the_encoding_is_the_one_that_reads(declared, encoding, sent):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = (head + WHOLE.replace("Old kites", CYRILLIC)).encode(encoding)
    found = parse_feed(body, "https://kites.example/feed", sent)
    assert [entry["title"] for entry in found.entries] == [CYRILLIC, "New kites"]
    assert found.reason == ""


@each_of(
    ("head", "reason"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
            "whose feed is https://kites.example/feed.xml",
        ),
        (
            "<LINK TYPE='application/atom+xml' REL='alternate' HREF='https://x.example/a'>",
            "whose feed is https://x.example/a",
        ),
        (
            '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/a.css">',
            "no RSS or Atom feed",
        ),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', "no RSS or Atom feed"),
    ],
)
def test_a_web_page_that_names_its_feed_is_told_from_other_answers(head, reason):
    page = f"<!doctype html><html><head>{head}</head><body>Kites</body></html>".encode()
    assert reason in parse_feed(page, "https://kites.example/blog/").reason
