"""Reactions to a paper's own message: a bookmark saves it, a thumb votes for it or finds it irrelevant."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Body, Context
from adapters.slack.answering.requests import Place
from adapters.slack.listeners.channel_events import fresh

SIGNS = {"bookmark": "save", "+1": "vote", "thumbsup": "vote", "-1": "hide", "thumbsdown": "hide"}


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to reactions, put and taken away."""

    @app.event("reaction_added")
    async def added(body: Body, context: Any) -> None:
        slack.background.run(_reacted(slack, str(context.team_id or ""), body, added=True))

    @app.event("reaction_removed")
    async def removed(body: Body, context: Any) -> None:
        slack.background.run(_reacted(slack, str(context.team_id or ""), body, added=False))


async def _reacted(slack: Context, workspace: str, body: Body, *, added: bool) -> None:
    event: Body = body.get("event") or {}
    item: Body = event.get("item") or {}
    sign = SIGNS.get(str(event.get("reaction") or "").partition("::")[0])  # whatever the skin's tone
    if slack.reactions is None or sign is None or item.get("type") != "message" or not await fresh(slack, body):
        return
    place = Place(workspace, str(item.get("channel") or ""), str(event.get("user") or ""))
    person = await slack.requests.person(place)
    message = str(item.get("ts") or "")
    await slack.reactions.reacted(place.address, message, person, sign, slack.clock.now(), added=added)
