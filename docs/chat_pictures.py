"""The README's pictures of Slack and Discord: a digest of bundled papers, planned and rendered as always.

    python -m docs.chat_pictures FOLDER

writes a page for each platform, layout and theme (`slack-cards-light.html`, …), for any browser to picture.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.discord.render.messages import render as discord_messages
from adapters.slack.render.messages import messages as slack_messages
from adapters.sources.sample import sample
from bot.model.channel import Address, Channel, Layout, Settings
from bot.model.digest import Edition
from bot.model.marks import Marks
from bot.model.paper import Candidate, Signals
from bot.planning.planner import prepare
from bot.ports import DueChannel
from bot.views.digest import digest_view
from tools.gallery import discord as gallery_files
from tools.gallery.slack import as_page as slack_page

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
QUERIES = ("reasoning", "diffusion | video", "RAG | retrieval")
PICKS = 3


def edition() -> Edition:
    """What a channel with these subscriptions gets of the sample."""
    fetched = sample(NOW)
    upvotes = {listing.paper_id: listing.upvotes for listing in fetched.listings}
    today = NOW.date()
    candidates = tuple(
        Candidate(
            key=number,
            paper=paper,
            signals=Signals(
                first_listed=today, last_listed=today, upvotes=upvotes[paper.id], sources=("huggingface",)
            ),
        )
        for number, paper in enumerate(fetched.papers)
    )
    channel = Channel(
        key=1,
        address=Address("slack", "T1", "C1"),
        name="papers",
        since=today - timedelta(days=1),
        settings=Settings(picks=PICKS),
        next_due=NOW,
    )
    due = DueChannel.of(channel, QUERIES)
    (plan,) = prepare(NOW + timedelta(hours=1))(candidates)([due])
    if plan.digest is None:
        raise SystemExit("the sample's channel is not due: the schedule's defaults have changed")
    papers = tuple(candidates[pick.paper] for pick in plan.digest.picks)
    return Edition(digest=plan.digest, channel=channel, papers=papers)


LAYOUTS = (Layout.COMPACT, Layout.CARDS, Layout.MESSAGES)
THEMES = ("light", "dark")
MADE = {1: Marks(saved=True, saved_by="Ada", votes=3), 2: Marks(votes=1)}  # of the first two papers


def main(folder: Path) -> None:
    """Write a page for each platform, layout and theme."""
    whole = edition()
    marks = {whole.papers[number - 1].key: made for number, made in MADE.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for layout, images in [*((each, False) for each in LAYOUTS), (Layout.CARDS, True)]:
        settings = replace(whole.channel.settings, layout=layout, images=images)
        shown = replace(whole, marks=marks, channel=replace(whole.channel, settings=settings))
        view = digest_view(shown)
        name = f"{layout}-images" if images else str(layout)
        posted = slack_messages(view)
        slack = {"#papers" + " " * number: message for number, message in enumerate(posted)}
        for theme in THEMES:
            (folder / f"slack-{name}-{theme}.html").write_text(slack_page(slack, theme), encoding="utf-8")
            discord = gallery_files.as_page("#papers", discord_messages(view, shown, plain=False), theme)
            (folder / f"discord-{name}-{theme}.html").write_text(discord, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
