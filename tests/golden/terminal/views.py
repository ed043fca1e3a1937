"""What the golden texts show: every block, digests in each layout, and text as hostile as it gets."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from bot.model.channel import Address, Channel, Layout, Schedule, Settings
from bot.model.digest import DAILY, Counts, Digest, Edition, Pick, Reason
from bot.model.paper import Candidate, Paper, Signals
from bot.views.blocks import (
    Bullets,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Link,
    MessageBreak,
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    View,
    plain,
)
from bot.views.digest import digest_view

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 [bold]markup[/bold] [link=x]y[/link] :smile: "
    "\u202eesrever\u202c \u2066isolated\u2069 zero\u200bwidth bell\x07 back\x08space \x9b2J half\ud800pair\r\nnew\tline"
)


def everything() -> View:
    """Each block and each inline part."""
    return View(
        (
            Heading("Every block"),
            Paragraph((Text("plain, "), Text("bold", bold=True), Text(", "), Text("italic", italic=True))),
            Paragraph((Text("code", code=True), Text(" and "), Text("matched", mark=True), Text(" words"))),
            Paragraph(
                (Link("a paper", "https://arxiv.org/abs/2611.00001"), Link(" no link", "javascript:alert(1)"))
            ),
            Paragraph((Text("at "), Moment(AT, "Asia/Tokyo"))),
            Bullets((plain("one"), plain("two, which is so long that it goes on " + "and on " * 15))),
            Bullets((plain("three"), plain("four")), start=3),
            Facts((("schedule", plain("weekdays at 09:00")), ("next digest", (Moment(AT, "Europe/Paris"),)))),
            *(Note(plain(tone.value), tone) for tone in Tone),
            Code("def f(x):\n    return x"),
            Buttons((Button("Preview", "preview"), Button("Subscribe to this", 'subscribe "a b" | c'))),
            MessageBreak(),
            ThreadBreak(),
            PaperCard(
                id="arxiv:2611.00001",
                title="Asking First",
                url="https://arxiv.org/abs/2611.00001",
                number=1,
                authors=("Ada Lovelace", "Emmy Noether", "Alan Turing", "Grace Hopper"),
                summary="It asks before it answers.",
                upvotes=231,
                code_url="https://github.com/acme/ask",
                stars=1420,
                listed=date(2026, 11, 20),
                why="matched “asking” in title",
                snippet=(Text("a model that is "), Text("asking", mark=True)),
                organization="Acme",
                community=True,
            ),
            PaperCard(id="arxiv:2611.00002", title="Brief", url="", brief=True, why="trending"),
            PaperCard(
                id="arxiv:2611.00003", title="In full", url="", abstract="The whole abstract.", code_url="x"
            ),
            File("refs.bib", "application/x-bibtex", "@misc{a,\n  title = {A}\n}"),
        ),
        "every block",
    )


def hostile() -> View:
    """The same text in every place that holds text."""
    line = (Text(HOSTILE), Link(HOSTILE, f"https://e.example/{HOSTILE}"))
    return View(
        (
            Heading(HOSTILE),
            Paragraph(line),
            Bullets((line,)),
            Facts(((HOSTILE, line),)),
            Note(line, Tone.WARNING),
            Code(HOSTILE),
            Buttons((Button(HOSTILE, f"search {HOSTILE}"),)),
            PaperCard(
                id=HOSTILE,
                title=HOSTILE,
                url=f"https://e.example/{HOSTILE}",
                number=1,
                authors=(HOSTILE,),
                summary=HOSTILE,
                why=HOSTILE,
                snippet=line,
                organization=HOSTILE,
            ),
            File(HOSTILE, "text/plain", HOSTILE),
        ),
        HOSTILE,
    )


def _candidate(key: int, title: str) -> Candidate:
    paper = Paper(
        id=f"arxiv:2611.{key:05d}",
        title=title,
        url=f"https://arxiv.org/abs/2611.{key:05d}",
        abstract="We train a small model to ask first. Across twelve tasks it errs half as often.",
        authors=("Ada Lovelace", "Emmy Noether", "Alan Turing", "Grace Hopper", "Kurt Gödel")[: key + 2],
        published=AT.date(),
    )
    return Candidate(
        key=key,
        paper=paper,
        signals=Signals(first_listed=AT.date(), last_listed=AT.date(), upvotes=90 // key),
    )


def edition(layout: Layout = Layout.CARDS, *, empty: bool = False) -> Edition:
    """A digest of two papers, or of none."""
    channel = Channel(
        key=1,
        address=Address("terminal", "local", "ml"),
        name="ml",
        since=date(2026, 11, 1),
        schedule=Schedule(at=time(9), zone="Europe/Paris"),
        settings=Settings(layout=layout),
    )
    papers = (_candidate(1, "Asking First: Small Models that Know when to Ask"), _candidate(2, "A Second One"))
    picks = tuple(
        Pick(paper=paper.key, score=1.0, reasons=(Reason(query="asking", fields=("title",)),)) for paper in papers
    )
    digest = Digest(
        local_date=date(2026, 11, 20),
        slot=DAILY,
        planned=AT,
        picks=picks,
        counts=Counts(new=40, matched=12, posted=2, carried_over=10),
    )
    if empty:
        none = Counts(new=40, matched=0, posted=0, carried_over=0)
        digest = digest._replace(
            picks=(), counts=none, note="No new paper matched: 40 new ones, none about “asking”."
        )
    return Edition(digest=digest, channel=channel, papers=papers)


def views() -> Mapping[str, View]:
    """Each by its file's name."""
    return {
        "everything": everything(),
        "hostile": hostile(),
        **{f"digest-{layout.value}": digest_view(edition(layout)) for layout in Layout},
        "digest-empty": digest_view(edition(empty=True)),
    }
