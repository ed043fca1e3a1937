"""Entries as feeds really write them: their names, dates, texts, authors and links."""

from datetime import UTC, date, datetime

from adapters.sources.parse.feed_body import parse_feed
from adapters.sources.parse.rss_entries import Looking, known_by, read_entries
from bot.papers.identity import canonical_id
from tests.each_of import each_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:arxiv="http://arxiv.org/schemas/atom">
<channel><title>Kites</title><link>https://kites.example/</link>{items}</channel></rss>"""


def feed(*items):
    return FEED.format(items="".join(f"<item>{each}</item>" for each in items)).encode()


def read(*items, first=True, url="https://proxy.example/feed"):
    return read_entries(parse_feed(feed(*items), url), Looking("kites.example", TODAY, NOW, first=first))


def one(inside):
    (paper,) = read(inside).papers
    return paper


def named(link="", guid="", title="Kites that fly"):
    return (
        f"<title>{title}</title>"
        + (f"<link>{link}</link>" if link else "")
        + (f"<guid>{guid}</guid>" if guid else "")
    )


LIST = "https://kites.example/list"


@each_of(
    ("a", "b", "same"),
    [
        (named(LIST, "k-1"), named(LIST, "k-2"), False),
        (named(LIST + "#one"), named(LIST + "#two"), False),
        (named(LIST + "#1"), named(LIST + "#2"), True),
        (named(LIST + "#1"), named(LIST + "#2", title="Boats"), False),
        (named(LIST), named(LIST, title="Boats"), False),
        (named(LIST + "/1", "https://kites.example/"), named(LIST + "/2", "https://kites.example/"), False),
        (named(LIST + "/1", LIST + "/1#rss"), named(LIST + "/1"), True),
        (named(LIST + "/1", "k-1"), named(LIST + "/1", "k-1", "Kites that fly far"), True),
    ],
)
def test_guid_link_and_fragment_together_tell_entries_apart(a, b, same):
    ids = [paper.id for paper in read(a, b).papers]
    assert (len(set(ids)) == 1) is same


def test_a_guid_that_many_links_share_is_no_name():
    shared = [named(f"{LIST}/{n}", "https://kites.example/") for n in range(3)]
    assert all(not paper.also for paper in read(*shared).papers)
    assert read(named(f"{LIST}/1", "tag:kites.example,2026:1")).papers[0].also


@each_of(
    "inside",
    [
        named("https://arxiv.org/pdf/2611.00001", "https://board.example/item?id=1"),
        named("https://arxiv.org/abs/2611.00001", "tag:pins.example,2026:/linked/6.1"),
        named("https://doi.org/10.1145/1.2", "urn:x") + "<comments>https://board.example/7</comments>",
    ],
)
def test_an_entry_of_a_link_blog_is_not_what_it_links_to(inside):
    paper = one(inside)
    assert paper.id.startswith("url:")
    assert "arxiv" not in paper.id


@each_of(
    ("inside", "paper_id"),
    [
        (named("https://arxiv.org/abs/2611.00001", "pub-17"), "arxiv:2611.00001"),
        (named("https://arxiv.org/abs/2611.00001", "https://arxiv.org/abs/2611.00001v1"), "arxiv:2611.00001"),
        (named("https://kites.example/a", "x") + "<prism:doi>10.1000/kite.1</prism:doi>", "doi:10.1000/kite.1"),
        (
            named("https://kites.example/a") + "<dc:identifier>doi:10.1000/kite.2</dc:identifier>",
            "doi:10.1000/kite.2",
        ),
        (named("https://kites.example/doi/full/10.1000/kite.3?af=R", "x"), "doi:10.1000/kite.3"),
    ],
)
def test_an_entry_about_itself_has_the_registrys_id(inside, paper_id):
    assert one(inside).id == paper_id


def test_a_related_link_is_not_the_entrys_own():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Notes of our kite club</title>
<id>https://club.example/48</id><link rel="related" href="https://arxiv.org/abs/2611.00001"/>
<link href="https://club.example/48"/><link rel="via" href="https://doi.org/10.1/x"/></entry></feed>"""
    (paper,) = read_entries(parse_feed(atom), Looking("club.example", TODAY, NOW)).papers
    assert (paper.id, paper.url) == (canonical_id("https://club.example/48"), "https://club.example/48")


@each_of(
    ("said", "at_first", "published"),
    [
        ("Thu, 19 Nov 2026 09:00:00 GMT", date(2026, 11, 19), date(2026, 11, 19)),
        ("2026", date(2026, 1, 1), date(2026, 1, 1)),
        ("Mon, 01 Jan 0001 00:00:00 +0000", TODAY, None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", TODAY, None),
        ("Fri, 01 Oct 2026 00:00:00 GMT", date(2026, 10, 1), date(2026, 10, 1)),
        ("Mon, 01 Mar 2027 00:00:00 GMT", TODAY, date(2027, 3, 1)),
        ("Mon, 01 Mar 2999 00:00:00 GMT", TODAY, None),
        ("soon", TODAY, None),
    ],
)
def test_a_known_feeds_new_entry_is_new_today_and_a_first_look_goes_by_the_dates(said, at_first, published):
    inside = named(LIST, "k-1") + f"<pubDate>{said}</pubDate>"
    first, later = read(inside), read(inside, first=False)
    assert (first.listings[0].list_date, first.papers[0].published) == (at_first, published)
    assert later.listings[0].list_date == TODAY


LONG = "We fold paper until it flies, and measure how far it goes on days with and without wind. " * 4


@each_of(
    ("texts", "abstract"),
    [
        (
            "<content:encoded><![CDATA[<p>We <b>fold</b> kites.</p><script>x()</script>]]></content:encoded>",
            "We fold kites.",
        ),
        (
            (
                "<description>Journal of Kites, Volume 3, Issue 1.</description>"
                "<content:encoded>&lt;p&gt;We fold.&lt;/p&gt;</content:encoded>"
            ),
            "We fold.",
        ),
        (
            f"<description>We fold paper […]</description><content:encoded>{LONG}</content:encoded>",
            LONG.strip(),
        ),
        (
            f"<description>{LONG}</description><content:encoded>{LONG * 3}</content:encoded>",
            LONG.strip(),
        ),
        ("<description>x &lt;p&gt; y &amp;amp; z&lt;br/&gt;w</description>", "x y & z w"),
    ],
)
def test_the_abstract_is_the_text_that_is_one_without_its_markup(texts, abstract):
    assert one(named(LIST) + texts).abstract == abstract


def test_markup_that_was_escaped_twice_is_no_text():
    inside = "&amp;lt;p&amp;gt;We fold &amp;lt;i&amp;gt;paper&amp;lt;/i&amp;gt;.&amp;lt;/p&amp;gt;"
    title = "A &amp;lt;em&amp;gt;kite&amp;lt;/em&amp;gt;"
    paper = one(named(LIST, title=title) + f"<description>{inside}</description>")
    assert (paper.title, paper.abstract) == ("A kite", "We fold paper.")
    assert one(named(LIST, title="If a &amp;lt; b and c &amp;gt; d")).title == "If a < b and c > d"


def test_what_a_blog_puts_behind_every_text_is_left_out():
    tail = 'The post &lt;a href="x"&gt;A kite&lt;/a&gt; appeared first on &lt;a href="y"&gt;Kites&lt;/a&gt;.'
    text = f"&lt;p&gt;We fold paper.&lt;/p&gt;&lt;p&gt;{tail}&lt;/p&gt;"
    paper = one(named(LIST, title="A kite") + f"<description>{text}</description>")
    assert paper.abstract == "We fold paper."


def test_markup_inside_words_leaves_no_spaces():
    title = "<![CDATA[<i>P. glauca</i>-like kites, H<sub>2</sub>O and 10<sup>-3</sup> m<p>again</p>]]>"
    assert one(named(LIST, title=title)).title == "P. glauca-like kites, H2O and 10⁻³ m again"


@each_of(
    ("link", "url"),
    [
        ("/a/1", "https://kites.example/a/1"),
        ("//kites.example/a/1", "https://kites.example/a/1"),
        ("www.kites.example/a/1", "https://www.kites.example/a/1"),
        ("a/My Kite.pdf", "https://kites.example/a/My%20Kite.pdf"),
        ("https://other.example/ki\n  tes", "https://other.example/kites"),
    ],
)
def test_links_are_made_whole_with_the_feeds_own_page(link, url):
    assert one(named(link)).url == url


def test_without_a_page_of_its_own_the_feeds_address_makes_links_whole():
    body = (
        b"<rss version='2.0'><channel><title>x</title><item><title>t</title><link>/a</link></item></channel></rss>"
    )
    (paper,) = read_entries(parse_feed(body, "https://lab.example/feed.xml"), Looking("x", TODAY, NOW)).papers
    assert paper.url == "https://lab.example/a"


@each_of(
    ("inside", "authors"),
    [
        (
            "<author>ann@kites.example (Ann Lee)</author><author>bo@kites.example (Bo Chen)</author>",
            ("Ann Lee", "Bo Chen"),
        ),
        ("<author>Ann Lee (ann@kites.example)</author>", ("Ann Lee",)),
        ("<author>Ann Lee &lt;ann@kites.science&gt;</author>", ("Ann Lee",)),
        ("<author>office@kites.example</author>", ()),
        (
            "<description>&lt;p&gt;Volume 5&lt;/p&gt;&lt;p&gt;Author(s): Ann Lee, Bo Chen&lt;/p&gt;</description>",
            ("Ann Lee", "Bo Chen"),
        ),
    ],
)
def test_authors_stand_beside_an_address_or_at_the_end_of_a_description(inside, authors):
    assert one(named(LIST + "/1") + inside).authors == authors


def test_many_titles_at_once_of_one_guid_and_link_are_many_entries():
    titles = ["Kites that fly", "Boats that swim", "Tops that spin"]
    body = parse_feed(feed(*(named(LIST, "k-1", title) for title in titles)))
    found = read_entries(body, Looking("kites.example", TODAY, NOW)).papers
    assert (len({paper.id for paper in found}), {paper.also for paper in found}) == (3, {()})
    assert len(frozenset().union(*known_by(body))) == 3


def test_a_counting_link_is_passed_over():
    origin = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    counted = f"{named('https://counts.example/~r/1')}<feedburner:origLink {origin}>{LIST}</feedburner:origLink>"
    assert one(counted).url == LIST


def test_a_formula_in_a_title_is_its_text():
    formula = "&lt;mml:math&gt;&lt;mml:mi&gt;x&lt;/mml:mi&gt;&lt;mml:mo&gt;=&lt;/mml:mo&gt;&lt;mml:mn&gt;1&lt;/mml:mn&gt;&lt;/mml:math&gt;"
    assert one(named(LIST, title=f"Kites of {formula}")).title == "Kites of x=1"


def test_what_a_publisher_took_back_is_withdrawn():
    assert one(named(LIST, title="RETRACTED: Kites that fly")).withdrawn


def test_authors_in_a_title_are_its_authors_unless_there_are_others():
    signed = one(named(LIST, title="Kites at Work -- by Ann Lee, Bo Chen"))
    assert (signed.title, signed.authors) == ("Kites at Work", ("Ann Lee", "Bo Chen"))
    kept = one(named(LIST, title="Kites -- by hand") + "<dc:creator>Ann Lee</dc:creator>")
    assert (kept.title, kept.authors) == ("Kites -- by hand", ("Ann Lee",))


ARXIV = """<title>{title}</title><link>https://arxiv.org/abs/{number}</link>
<description>arXiv:{number}v{version} Announce Type: {kind}
Abstract: {abstract}</description><guid isPermaLink="false">oai:arXiv.org:{number}v{version}</guid>
<arxiv:announce_type>{kind}</arxiv:announce_type><dc:creator>Ann Lee, Bo Chen (MIT)</dc:creator>"""


def announced(kind, number="2611.00001", abstract="We fold.", version=1):
    return ARXIV.format(title="Kites", number=number, kind=kind, version=version, abstract=abstract)


def test_arxivs_entries_are_read_as_arxivs_in_any_feed():
    fetched = read(announced("new"), announced("replace", "2301.00001", version=5), first=False)
    (paper,), (listing,) = fetched.papers, fetched.listings
    assert (paper.id, paper.abstract, paper.authors) == ("arxiv:2611.00001", "We fold.", ("Ann Lee", "Bo Chen"))
    assert (paper.described_by, listing.source) == ("arxiv", "rss")
    assert [each.id for each in fetched.revisions] == ["arxiv:2301.00001"]


def test_a_new_version_of_an_entry_that_was_read_arrives_though_link_and_title_are_known():
    known = frozenset().union(*known_by(parse_feed(feed(announced("new")))))
    looking = Looking("kites.example", TODAY, NOW, first=False, known=known)
    fetched = read_entries(parse_feed(feed(announced("replace"))), looking)
    assert [each.id for each in fetched.revisions] == ["arxiv:2611.00001"]
    assert fetched.papers == ()


def test_arxivs_older_feeds_are_known_by_their_titles():
    old = """<title>Kites. (arXiv:{}v{} [cs.CL]{})</title><link>http://arxiv.org/abs/{}</link>
<description>&lt;p&gt;We fold with p &amp;lt; 1.&lt;/p&gt;</description>
<dc:creator>&lt;a href="http://arxiv.org/find/1"&gt;Ann Lee&lt;/a&gt;, &lt;a href="x"&gt;Bo Chen&lt;/a&gt;</dc:creator>"""
    fetched = read(
        old.format("2611.00001", 1, "", "2611.00001"), old.format("2301.00001", 5, " UPDATED", "2301.00001")
    )
    (paper,) = fetched.papers
    assert (paper.id, paper.title, paper.authors) == ("arxiv:2611.00001", "Kites", ("Ann Lee", "Bo Chen"))
    assert paper.abstract.startswith("We fold")
    assert [each.id for each in fetched.revisions] == ["arxiv:2301.00001"]


def test_what_a_known_entry_shares_with_a_new_one_still_tells_nothing():
    first, second = (named(f"{LIST}/{n}", "https://kites.example/", f"Kites {n}") for n in range(2))
    body = parse_feed(feed(first, second))
    known = known_by(body)[0]
    (new,) = read_entries(body, Looking("kites.example", TODAY, NOW, first=False, known=known)).papers
    assert (new.title, new.also) == ("Kites 1", ())


def marks(*items):
    return known_by(parse_feed(feed(*items)))


def test_two_of_guid_link_and_title_are_enough_to_know_an_entry_again():
    known = marks(named(LIST, "k-1"))[0]
    again = [named(LIST, "k-1", "Kites that fly far"), named(LIST, "k-9"), named(LIST + "/new", "k-1")]
    other = [named(LIST, "k-9", "Boats"), named(LIST + "/boats", "k-1", "Boats"), named(LIST + "/x")]
    assert all(marks(inside)[0] & known for inside in again)
    assert not any(marks(inside)[0] & known for inside in other)


def test_an_entry_with_a_link_alone_is_known_by_it_unless_others_share_it():
    known = marks(named(LIST))[0]
    assert marks(named(LIST, title="Kites that fly far"))[0] & known
    first, second = marks(named(LIST), named(LIST, title="Boats"))
    assert not first & second
