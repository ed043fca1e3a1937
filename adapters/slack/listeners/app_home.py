"""App Home: a person's channels with their digests, what is paused and how to mend it, and the workspace's others.

Source: https://docs.slack.dev/surfaces/app-home
"""

import logging
from collections.abc import Collection, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
from adapters.slack.api.clients import LOST
from adapters.slack.api.limits import BUTTON_TEXT, SURFACE_BLOCKS
from adapters.slack.listeners.setup_form import QUERIES as QUERIES_FIELD
from adapters.slack.render.buttons import elsewhere
from adapters.slack.render.messages import surface
from adapters.slack.render.rich_text import Json, plain_text
from bot.ports import ChannelSummary
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Facts,
    Heading,
    Inline,
    Line,
    Moment,
    Note,
    Paragraph,
    Text,
    Tone,
    View,
    plain,
)
from bot.views.notices import in_the_way

log = logging.getLogger(__name__)

QUERIES = 8  # shown of a channel's subscriptions
ASKED = 40  # conversations looked up for the list of others
ABOUT = "The day's research papers that match your channels' keywords, each once, at their own hour."
HOW = (
    "Type /papers in a channel to set its digest up, or write to Paperboy in the Messages tab: a direct message "
    "is a digest of your own. /papers help says the rest."
)


def register(app: AsyncApp, slack: Context) -> None:
    """Draw the page when it is opened, and again after each change that Paperboy is asked for."""
    slack.homes.drawn_by(lambda workspace, user: publish(slack, workspace, user))

    @app.event("app_home_opened")
    async def opened(body: Body, context: Any) -> None:
        event = inside(body, "event")
        if event.get("tab", "home") == "home":
            workspace, user = str(context.team_id or ""), text(event, "user")
            slack.homes.opened(workspace, user)
            slack.background.run(publish(slack, workspace, user))


async def publish(slack: Context, workspace: str, user: str) -> None:
    """Draw a person's page."""
    summaries = await slack.lifecycle.summaries("slack", workspace)
    member = await slack.conversations.of_person(workspace, user) if summaries else frozenset[str]()
    mine = [
        summary
        for summary in summaries
        if summary.channel.address.channel in member or summary.channel.owner == user
    ]
    others = [
        summary
        for summary in summaries
        if summary not in mine and summary.channel.address.channel[:1] in {"C", "G"}
    ]
    public = [each for each in others[:ASKED] if await _public(slack, workspace, each)]
    view = {"type": "home", "blocks": page(mine, public)}
    try:
        client = await slack.client(workspace)
        await client.views_publish(user_id=user, view=view)
    except LOST as error:
        log.warning("slack_home_not_drawn", extra={"error": type(error).__name__})


async def _public(slack: Context, workspace: str, summary: ChannelSummary) -> bool:
    """Only public channels are shown to those who are not in them."""
    conversation = await slack.conversations.conversation(workspace, summary.channel.address.channel)
    return conversation is not None and conversation.public


def page(mine: Sequence[ChannelSummary], others: Sequence[ChannelSummary]) -> list[Json]:
    """The page's blocks; channels that do not fit any more are counted."""
    blocks = surface(View((Heading("Paperboy"), Paragraph(plain(ABOUT)), *_attention(mine)), ""))
    foot = surface(View((*_others(others), Note(plain(HOW))), ""))
    left = 0
    for summary in sorted(mine, key=lambda each: (each.channel.pause is None, each.channel.name)):
        shown = _shown(summary)
        if len(blocks) + len(shown) + len(foot) >= SURFACE_BLOCKS:
            left += 1
        else:
            blocks += shown
    if left:
        blocks += surface(View((Note(plain(f"And {left} more; /papers list in each says the same.")),), ""))
    if not mine:
        blocks += surface(View((Note(plain("None of your channels has a digest yet.")),), ""))
    return (blocks + foot)[:SURFACE_BLOCKS]


def _shown(summary: ChannelSummary) -> list[Json]:
    """A channel's blocks, the form's button first; each button means this channel."""
    *blocks, row = surface(View(_channel(summary), ""))
    form = {"type": "button", "action_id": f"open:{QUERIES_FIELD}", "text": plain_text("Set up", BUTTON_TEXT)}
    return elsewhere([*blocks, {**row, "elements": [form, *row["elements"]]}], summary.channel.address.channel)


def _attention(summaries: Collection[ChannelSummary]) -> tuple[Block, ...]:
    refused = [summary for summary in summaries if summary.channel.pause and not summary.channel.pause.by]
    parked = sum(summary.parked for summary in summaries)
    said = []
    if refused:
        names = ", ".join(_name(summary) for summary in refused[:QUERIES])
        said.append(f"Paperboy cannot post in {names}. Below is what to do.")
    if parked:
        said.append(f"Parked messages: {parked}. /papers status in the channel says why.")
    return tuple(Note(plain(sentence), Tone.WARNING) for sentence in said)


def _channel(summary: ChannelSummary) -> tuple[Block, ...]:
    channel = summary.channel
    pairs: list[tuple[str, Line]] = [("Subscriptions", plain(_queries(summary)))]
    if channel.pause is None:
        pairs.append(("Next digest", _moment(summary, channel.next_due)))
    if summary.last_digest is not None:
        pairs.append(("Last digest", _moment(summary, summary.last_digest)))
    pairs.append(("Saved papers", plain(str(summary.saved))))
    if summary.parked:
        pairs.append(("Parked", plain(str(summary.parked))))
    stands = (Note(plain(in_the_way(each)), Tone.ERROR) for each in summary.obstacles)
    return (Heading(_name(summary)), *_pause(summary), *stands, Facts(tuple(pairs)), Buttons(_buttons(summary)))


def _pause(summary: ChannelSummary) -> tuple[Block, ...]:
    pause = summary.channel.pause
    if pause is None:
        return ()
    line: list[Inline] = [Text(f"Paused since {pause.since:%Y-%m-%d}: {pause.reason}.".replace("..", "."))]
    if pause.fix:
        line.append(Text(f" {pause.fix}", bold=True))
    if pause.until is not None:
        line += [Text(" Until "), Moment(pause.until, summary.channel.schedule.zone)]
    return (Note(tuple(line), Tone.WARNING),)


def _buttons(summary: ChannelSummary) -> tuple[Button, ...]:
    resume = Button("Resume", "resume", ButtonStyle.PRIMARY)
    return (
        *([resume] if summary.channel.pause else []),
        Button("Preview", "preview"),
        Button("Saved papers", "saved"),
        Button("Status", "status"),
        *([] if summary.channel.pause else [Button("Pause", "pause")]),
    )


def _others(summaries: Sequence[ChannelSummary]) -> tuple[Block, ...]:
    if not summaries:
        return ()
    items = tuple(plain(f"{_name(summary)}: {_queries(summary)}") for summary in summaries)
    return (Heading("Elsewhere in this workspace"), Bullets(items))


def _queries(summary: ChannelSummary) -> str:
    queries = [subscription.query for subscription in summary.subscriptions]
    more = f" and {len(queries) - QUERIES} more" if len(queries) > QUERIES else ""
    return ", ".join(query[:100] for query in queries[:QUERIES]) + more or "none: the most upvoted papers"


def _moment(summary: ChannelSummary, at: Any) -> Line:
    return (Moment(at, summary.channel.schedule.zone),) if at else plain("none")


def _name(summary: ChannelSummary) -> str:
    name = summary.channel.name or summary.channel.address.channel
    return f"#{name}" if summary.channel.address.channel[:1] in {"C", "G"} else name
