"""The views that the gallery shows: one of each kind, with true titles and hostile ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from adapters.discord.answering import sentences
from bot.model.channel import Address, Channel, Layout, Schedule, Settings
from bot.model.digest import Counts, Digest, Edition, Pick, Reason
from bot.model.paper import Candidate, Paper, Signals
from bot.views.blocks import View
from bot.views.digest import digest_view
from tools.gallery.replies import replies

AT: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

ZONE: Final = "Europe/Berlin"
HERE: Final = Address("discord", "100000000000000001", "200000000000000001")
COMMANDS: Final = (
    ("subscribe", 'subscribe attention -image, "low-rank adaptation" | LoRA'),
    ("search", "search low-rank adaptation"),
    ("saving", "save 1706.03762"),
    ("saved", "saved bibtex"),
    ("list", "list"),
    ("help", "help"),
    ("error", 'subscribe attention "low-rank'),
)

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
        address=HERE,
        name="papers",
        since=date(2026, 11, 1),
        schedule=Schedule(at=time(9), zone=ZONE),
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
        **{name: (view, None) for name, view in replies(HERE, PAPERS, ZONE, AT, COMMANDS).items()},
    }
