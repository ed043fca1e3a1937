"""The README's picture: a digest of the bundled sample through the real matching, planning and rendering."""

import re
from datetime import UTC, date, datetime, time
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from adapters.sources.sample import sample
from adapters.terminal.render import renderable
from bot.model.channel import Address, Channel, Schedule
from bot.model.digest import Edition
from bot.model.paper import Candidate, Signals
from bot.planning.planner import draft
from bot.ports import DueChannel
from bot.views.digest import digest_view

PICTURE = Path(__file__).with_name("digest.svg")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
QUERIES = ("RAG", "reinforcement learning reasoning", '"low-rank adaptation" | LoRA', "diffusion model")
COLUMNS = 96
THEME = TerminalTheme(
    (24, 26, 31),
    (214, 218, 224),
    # the eight colours of a terminal: black, red, green, yellow, blue, magenta, cyan, white
    [
        (40, 44, 52),
        (224, 108, 117),
        (152, 195, 121),
        (229, 192, 123),
        (97, 175, 239),
        (198, 120, 221),
        (86, 182, 194),
        (171, 178, 191),
    ],
)


def edition() -> Edition:
    """What a channel with those subscriptions gets from the sample."""
    fetched = sample(NOW)
    listings = {listing.paper_id: listing for listing in fetched.listings}
    papers = tuple(
        Candidate(
            key=key,
            paper=paper,
            signals=Signals(
                first_listed=NOW.date(),
                last_listed=NOW.date(),
                upvotes=listings[paper.id].upvotes or 0,
                sources=("huggingface",),
            ),
        )
        for key, paper in enumerate(fetched.papers, start=1)
    )
    channel = Channel(
        key=1,
        address=Address("terminal", "local", "demo"),
        name="demo",
        since=date(2026, 11, 19),
        schedule=Schedule(at=time(9), zone="Europe/Paris"),
    )
    (plan,) = draft(NOW)(papers)([DueChannel.of(channel, QUERIES)])
    if plan.digest is None:
        raise SystemExit("the sample gave no digest")
    by_key = {candidate.key: candidate for candidate in papers}
    return Edition(
        digest=plan.digest, channel=channel, papers=tuple(by_key[pick.paper] for pick in plan.digest.picks)
    )


def picture() -> str:
    """The digest as SVG; the same each time."""
    console = Console(
        record=True,
        width=COLUMNS,
        file=StringIO(),
        force_terminal=True,
        color_system="standard",
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(Text.assemble(("$ ", "green"), "paperboy preview"))
    console.print(renderable(digest_view(edition())))
    drawn = console.export_svg(title="paperboy", theme=THEME, unique_id="paperboy")
    # GitHub shows no fonts from elsewhere, and a picture needs no address that is asked when it is opened.
    drawn = re.sub(r"\s*@font-face \{.*?\}\n", "\n", drawn, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
