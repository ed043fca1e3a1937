"""App Home: a person's channels with their digests, what is paused and how to mend it, and the workspace's others.

Source: https://docs.slack.dev/surfaces/app-home
"""

import logging
from collections.abc import Collection, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Body, Context
from adapters.slack.api.clients import LOST
from adapters.slack.api.limits import BUTTON_TEXT, SURFACE_BLOCKS
from adapters.slack.listeners.setup_form import QUERIES as QUERIES_FIELD
from adapters.slack.render.buttons import elsewhere
from adapters.slack.render.messages import surface
from adapters.slack.render.rich_text import Json, plain_text
from bot.ports import Card
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

log = logging.getLogger(__name__)

QUERIES = 8  # shown of a channel's subscriptions
ASKED = 40  # conversations looked up for the list of others
ABOUT = "The day's research papers that match your channels' keywords, each once, at their own hour."
HOW = (
    "Type /papers in a channel to set its digest up, or write to Paperboy in the Messages tab: a direct message "
    "is a digest of your own. /papers help says the rest."
)


def register(app: AsyncApp, slack: Context) -> None:
    """Draw the page when it is opened."""

    @app.event("app_home_opened")
    async def opened(body: Body, context: Any) -> None:
        event = body.get("event") or {}
        if event.get("tab", "home") == "home":
            slack.background.run(publish(slack, str(context.team_id or ""), str(event.get("user") or "")))


async def publish(slack: Context, workspace: str, user: str) -> None:
    """Draw a person's page."""
    cards = await slack.lifecycle.cards("slack", workspace)
    member = await slack.conversations.of_person(workspace, user) if cards else frozenset[str]()
    mine = [card for card in cards if card.channel.address.channel in member or card.channel.owner == user]
    others = [card for card in cards if card not in mine and card.channel.address.channel[:1] in {"C", "G"}]
    public = [card for card in others[:ASKED] if await _public(slack, workspace, card)]
    view = {"type": "home", "blocks": page(mine, public)}
    try:
        client = await slack.client(workspace)
        await client.views_publish(user_id=user, view=view)
    except LOST as error:
        log.warning("slack_home_not_drawn", extra={"error": type(error).__name__})


async def _public(slack: Context, workspace: str, card: Card) -> bool:
    """Only public channels are shown to those who are not in them."""
    conversation = await slack.conversations.conversation(workspace, card.channel.address.channel)
    return conversation is not None and conversation.public


def page(mine: Sequence[Card], others: Sequence[Card]) -> list[Json]:
    """The page's blocks; channels that do not fit any more are counted."""
    blocks = surface(View((Heading("Paperboy"), Paragraph(plain(ABOUT)), *_attention(mine)), ""))
    foot = surface(View((*_others(others), Note(plain(HOW))), ""))
    left = 0
    for card in sorted(mine, key=lambda each: (each.channel.pause is None, each.channel.name)):
        shown = _shown(card)
        if len(blocks) + len(shown) + len(foot) >= SURFACE_BLOCKS:
            left += 1
        else:
            blocks += shown
    if left:
        blocks += surface(View((Note(plain(f"And {left} more; /papers list in each says the same.")),), ""))
    if not mine:
        blocks += surface(View((Note(plain("None of your channels has a digest yet.")),), ""))
    return (blocks + foot)[:SURFACE_BLOCKS]


def _shown(card: Card) -> list[Json]:
    """A channel's blocks, the form's button first; each button means this channel."""
    *blocks, row = surface(View(_channel(card), ""))
    form = {"type": "button", "action_id": f"open:{QUERIES_FIELD}", "text": plain_text("Set up", BUTTON_TEXT)}
    return elsewhere([*blocks, {**row, "elements": [form, *row["elements"]]}], card.channel.address.channel)


def _attention(cards: Collection[Card]) -> tuple[Block, ...]:
    refused = [card for card in cards if card.channel.pause and not card.channel.pause.by]
    parked = sum(card.parked for card in cards)
    said = []
    if refused:
        names = ", ".join(_name(card) for card in refused[:QUERIES])
        said.append(f"Paperboy cannot post in {names}. Below is what to do.")
    if parked:
        said.append(f"Parked messages: {parked}. /papers status in the channel says why.")
    return tuple(Note(plain(sentence), Tone.WARNING) for sentence in said)


def _channel(card: Card) -> tuple[Block, ...]:
    channel = card.channel
    pairs: list[tuple[str, Line]] = [("Subscriptions", plain(_queries(card)))]
    if channel.pause is None:
        pairs.append(("Next digest", _moment(card, channel.next_due)))
    if card.last_digest is not None:
        pairs.append(("Last digest", _moment(card, card.last_digest)))
    pairs.append(("Saved papers", plain(str(card.saved))))
    if card.parked:
        pairs.append(("Parked", plain(str(card.parked))))
    return (Heading(_name(card)), *_pause(card), Facts(tuple(pairs)), Buttons(_buttons(card)))


def _pause(card: Card) -> tuple[Block, ...]:
    pause = card.channel.pause
    if pause is None:
        return ()
    line: list[Inline] = [Text(f"Paused since {pause.since:%Y-%m-%d}: {pause.reason}.".replace("..", "."))]
    if pause.fix:
        line.append(Text(f" {pause.fix}", bold=True))
    if pause.until is not None:
        line += [Text(" Until "), Moment(pause.until, card.channel.schedule.zone)]
    return (Note(tuple(line), Tone.WARNING),)


def _buttons(card: Card) -> tuple[Button, ...]:
    resume = Button("Resume", "resume", ButtonStyle.PRIMARY)
    return (
        *([resume] if card.channel.pause else []),
        Button("Preview", "preview"),
        Button("Saved papers", "saved"),
        Button("Status", "status"),
        *([] if card.channel.pause else [Button("Pause", "pause")]),
    )


def _others(cards: Sequence[Card]) -> tuple[Block, ...]:
    if not cards:
        return ()
    items = tuple(plain(f"{_name(card)}: {_queries(card)}") for card in cards)
    return (Heading("Elsewhere in this workspace"), Bullets(items))


def _queries(card: Card) -> str:
    queries = [subscription.query for subscription in card.subscriptions]
    more = f" and {len(queries) - QUERIES} more" if len(queries) > QUERIES else ""
    return ", ".join(query[:100] for query in queries[:QUERIES]) + more or "none: the most upvoted papers"


def _moment(card: Card, at: Any) -> Line:
    return (Moment(at, card.channel.schedule.zone),) if at else plain("none")


def _name(card: Card) -> str:
    name = card.channel.name or card.channel.address.channel
    return f"#{name}" if card.channel.address.channel[:1] in {"C", "G"} else name
