"""The views that the gallery shows: one of each kind, with true titles and hostile ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from adapters.discord.answering import sentences
from bot.model.channel import Address, Channel, Layout, Schedule, Settings
from bot.model.digest import Counts, Digest, Edition, Pick, Reason
from bot.model.paper import Candidate, Paper, Signals
from bot.views import card
from bot.views.blocks import (
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Facts,
    File,
    Heading,
    Link,
    Moment,
    Note,
    Paragraph,
    Text,
    Tone,
    View,
    plain,
)
from bot.views.digest import digest_view

AT: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

QUERIES: Final = ("attention | RAG", '"low-rank adaptation"', "trending")


def _candidate(key: int, arxiv: str, title: str, tldr: str, upvotes: int, *authors: str, **more: Any) -> Candidate:
    paper = Paper(
        id=f"arxiv:{arxiv}",
        title=title,
        url=f"https://arxiv.org/abs/{arxiv}",
        abstract=f"{tldr} " * 9,
        authors=authors,
        published=AT.date(),
        tldr=tldr,
    )
    signals = Signals(first_listed=AT.date(), last_listed=AT.date(), upvotes=upvotes)
    return Candidate(key=key, paper=replace(paper, **more), signals=signals)


PAPERS: Final = (
    _candidate(
        1,
        "1706.03762",
        "Attention Is All You Need",
        "A sequence model built from attention alone, without recurrence, trains faster and translates better.",
        212,
        *("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones"),
        code_url="https://github.com/tensorflow/tensor2tensor",
        stars=16900,
        organization="Google",
    ),
    _candidate(
        2,
        "2005.11401",
        "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks",
        "A generator that looks passages up before it answers knows more and can be corrected.",
        98,
        *("Patrick Lewis", "Ethan Perez"),
    ),
    _candidate(
        3,
        "2106.09685",
        "LoRA: Low-Rank Adaptation of Large Language Models",
        "Training two thin matrices beside each frozen one adapts a model at a fraction of the cost.",
        77,
        "Edward J. Hu",
        code_url="https://github.com/microsoft/LoRA",
        stars=10400,
    ),
    _candidate(
        4,
        "2401.00001",
        "@everyone [free](https://evil.example) ||spoiler|| ```fence``` <@&123456789012345678> **bold** #1",
        "# A title may hold anything: <script>, https://evil.example, @here; all of it stays text.",
        3,
        *("*star* _under_", "مها القحطاني", "山田太郎"),
    ),
    _candidate(
        5,
        "2401.00002",
        r"$\alpha$-Divergence and $G_{stack}$: the \textit{whole} story",
        "Formulas are made readable before anything is escaped.",
        0,
        "Emmy Noether",
        url="javascript:alert(1)",
    ),
)


def edition(layout: Layout = Layout.CARDS, *, empty: bool = False, **extras: str) -> Edition:
    """A digest of the gallery's channel, with Discord settings by their names without `discord.`."""
    named = tuple((f"discord.{name}", value) for name, value in extras.items())
    channel = Channel(
        key=1,
        address=Address("discord", "100000000000000001", "200000000000000001"),
        name="papers",
        since=date(2026, 11, 1),
        schedule=Schedule(at=time(9), zone="Europe/Berlin"),
        settings=Settings(layout=layout, extras=named),
    )
    papers = () if empty else PAPERS
    picks = tuple(
        Pick(each.key, 1.0, (Reason(QUERIES[n % 3], ("title",)),), carried=n == 3, community=n == 1)
        for n, each in enumerate(papers)
    )
    digest = Digest(
        local_date=date(2026, 11, 20),
        slot="daily",
        planned=AT,
        picks=picks,
        counts=Counts(candidates=64, new=31, matched=len(picks) + 2, posted=len(picks), carried_over=2),
        note="31 new papers, none matched your 3 keywords." if empty else "",
    )
    return Edition(digest=digest, channel=channel, papers=papers)


def views() -> dict[str, tuple[View, Edition | None]]:
    """Each view by its name, with its digest where it is one."""
    digests = {f"digest-{layout}": edition(layout) for layout in Layout} | {
        "digest-mention": edition(Layout.COMPACT, mention="300000000000000001"),
        "digest-empty": edition(empty=True),
    }
    return {name: (digest_view(each), each) for name, each in digests.items()} | {
        "welcome": (sentences.WELCOME, None),
        "search": (_search(), None),
        "subscribe": (_subscribe(), None),
        "list": (_list(), None),
        "saved": (_saved(), None),
        "error": (_error(), None),
        "help": (_help(), None),
    }


def _search() -> View:
    shown = tuple(
        card.card(
            paper,
            number=number,
            snippet=(Text("Training a "), Text("low-rank", mark=True), Text(" difference of each matrix…")),
            buttons=(
                Button("Save", f"save {paper.paper.id}"),
                Button("Similar", f"similar {paper.paper.id}"),
            ),
        )
        for number, paper in enumerate(PAPERS[:3], 1)
    )
    below = Buttons(
        (
            Button("Next page", "search low-rank adaptation page:~3"),
            Button("Subscribe to this", "subscribe low-rank adaptation", ButtonStyle.PRIMARY),
        )
    )
    return View((Heading("Search: low-rank adaptation"), *shown, below), "3 of 41 papers")


def _subscribe() -> View:
    return View(
        (
            Paragraph((Text("Subscribed to "), Text("diffusion model -image", code=True), Text("."))),
            Facts(
                (("Last 30 days", plain("42 papers, 1.4 a day")), ("Next digest", (Moment(AT, "Europe/Berlin"),)))
            ),
            Note(plain("That is over a quarter of all papers; add a word to narrow it."), Tone.WARNING),
        ),
        "Subscribed",
    )


def _list() -> View:
    return View(
        (
            Heading("Subscriptions of papers"),
            Bullets((plain("diffusion model -image"), plain('"low-rank adaptation" | LoRA')), start=1),
            Facts((("Schedule", plain("09:00, Monday to Friday, Europe/Berlin")), ("Layout", plain("cards")))),
        ),
        "2 subscriptions",
    )


def _saved() -> View:
    return View(
        (
            Heading("Saved papers"),
            Bullets(((Link("Attention Is All You Need", "https://arxiv.org/abs/1706.03762"),),)),
            File(
                "saved.bib",
                "application/x-bibtex",
                "@misc{vaswani2017,\n  title = {Attention Is All You Need}\n}\n",
            ),
        ),
        "1 saved paper",
    )


def _error() -> View:
    return View(
        (Note(plain('unclosed quote at 12: "low-rank. Close it or leave it out.'), Tone.ERROR),), "unclosed quote"
    )


def _help() -> View:
    return View(
        (
            Heading("Help"),
            Paragraph(plain("Words are matched whole and stemmed.")),
            Code("/papers subscribe RAG -survey"),
        ),
        "Help",
    )
