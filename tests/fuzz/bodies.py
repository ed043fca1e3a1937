"""What the sources' servers answer, and what people import."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from adapters.email.bounces import report
from adapters.sources.parse import biorxiv, crossref, openreview, semanticscholar
from adapters.sources.parse.announcement import read_announcement
from adapters.sources.parse.arxiv_query import read_query
from adapters.sources.parse.bibtex import read_bibtex
from adapters.sources.parse.daily import read_daily, read_paper
from adapters.sources.parse.detect import HEAD, detect
from adapters.sources.parse.markup import plain_text
from adapters.sources.parse.people import people
from adapters.sources.parse.rss_entries import Looking, read_feed
from adapters.sources.parse.salvage import load
from adapters.sources.parse.saved_html import read_saved_html
from adapters.sources.parse.whole import read_body
from adapters.sources.parse.withdrawal import says_withdrawn
from bot.papers.bibtex import bibtex
from bot.text.latex import readable
from tests.fakes import bodies, registries
from tests.fakes.bounces import bounce, out_of_office
from tests.fuzz.target import Target

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOOKING = Looking("https://feed.example/rss", TODAY, NOW)
FEED = bodies.rss(("https://blog.example/one", "//other.example/two", "three?x=1#y"))
ATOM = bodies.query(("2611.00001", "2611.00002v3"), comment="withdrawn by the authors")
TAGS = (
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "<![CDATA[",
    "]]>",
    "&nbsp;",
    "&#x0;",
    "<link href='",
)
BIBTEX = (
    "@article{lee2026,\n  title = {A {Study} of $\\beta$},\n  author = {Lee, Ann and O'Neil, Bo, Jr.},\n"
    "  year = 2026, month = nov, doi = {10.1234/x}\n}\n@string{acl = {ACL}}\n"
)
PAGE = (
    '<html><body><article><h3><a href="/papers/2611.00001">A study</a></h3><p>Words.</p></article>'
    '<div data-props="{&quot;dailyPapers&quot;:[]}"></div></body></html>'
)
LATEX = (
    "\\sqrt{s_{NN}}",
    "$ x $",
    "\\H{o}",
    "\\textbf{",
    "{",
    "}",
    "$",
    "\\",
    "^{-1}",
    "\\frac{1}{2}",
    "\\mathcal",
)


def _json(read: Callable[[object], object]) -> Callable[[bytes], object]:
    """As the registries read: what is no JSON is a source's error that `load` explains."""

    def of(body: bytes) -> object:
        found = load(body)
        return read(found.value)

    return of


def imported(body: bytes) -> object:
    """`paperboy import`: what it is, then all of it, and as BibTeX out again."""
    kind = detect(body[:HEAD])
    if isinstance(kind, str):
        return kind
    return bibtex(read_body(body, kind, "2026-11-20.json", TODAY).papers)


def words(text: str) -> object:
    """What is done with titles, abstracts and names of any source."""
    line = readable(text)
    return plain_text(text), line, people(text.split(";")), says_withdrawn(line, text)


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


TARGETS = (
    Target("feed", lambda body: read_feed(body, LOOKING.where, "text/xml", LOOKING), (FEED, ATOM), TAGS, 12, False),
    Target(
        "announcement",
        lambda body: read_announcement(body, "cs.CL"),
        (bodies.announcement("cs.CL", TODAY, ("2611.00001",), ("replace",)), bodies.FEED_ERROR),
        (*TAGS, "Announce Type: ", "arXiv:"),
        6,
        False,
    ),
    Target("arxiv answer", read_query, (ATOM, bodies.QUERY_ERROR), TAGS, 6, False),
    Target(
        "daily papers",
        lambda body: (read_daily(body, TODAY, NOW), read_paper(body)),
        (bodies.daily([bodies.daily_item("2611.00001", TODAY)]), b'[{"paper": "{\'id\': 1}"}]'),
        ('"paper"', '"id"', '"publishedAt"', "null", "[", "{"),
        60,
        False,
    ),
    Target(
        "biorxiv",
        _json(lambda value: biorxiv.read_page(value, "biorxiv")),
        (_dumped(registries.preprints([registries.preprint("1", TODAY)])),),
        ('"collection"', '"doi"', "null", "[]"),
        40,
        False,
    ),
    Target(
        "crossref",
        _json(crossref.read_page),
        (_dumped(registries.works([registries.work("1", TODAY)])),),
        ('"items"', '"message"', '"date-parts"', "null", "[]"),
        40,
        False,
    ),
    Target(
        "openreview",
        _json(openreview.read_page),
        (_dumped({"notes": [registries.note("a", TODAY)], "count": 1}),),
        ('"notes"', '"content"', '"value"', "null"),
        40,
        False,
    ),
    Target(
        "semantic scholar",
        _json(semanticscholar.read_recommended),
        (_dumped({"recommendedPapers": [registries.scholarly("1", TODAY)]}),),
        ('"recommendedPapers"', '"externalIds"', "null"),
        40,
        False,
    ),
    Target(
        "import",
        imported,
        (BIBTEX, PAGE, FEED, bodies.daily([bodies.daily_item("2611.00001", TODAY)])),
        ("@article{", *TAGS),
        12,
        False,
    ),
    Target(
        "bounces",
        report.read,
        (bounce(b"Message-ID: <a.b@paperboy.test>\r\nTo: you@lab.test\r\n\r\nWords.\r\n"), out_of_office()),
        ("multipart/", "message/delivery-status", "--b0undary", "Action: failed", "Status: 5.1.1", "\r\n\r\n", "=?utf-8?q?"),
        20,
        False,
    ),
    Target("bibtex", lambda text: bibtex(read_bibtex(text, TODAY, NOW).papers), (BIBTEX,), ("@misc{", "author = {", " and ", *LATEX), 12),
    Target("saved page", lambda text: read_saved_html(text, TODAY, NOW), (PAGE,), ("<article>", "data-props=", *TAGS), 30),
    Target("words of a paper", words, ("A $\\beta$-study of <b>E. coli</b>; Lee, A. B.; withdrawn", *LATEX), LATEX, 60),
)  # fmt: skip
