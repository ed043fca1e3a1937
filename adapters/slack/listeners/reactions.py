"""Reactions to a paper's own message, which save it, vote for it or find it not relevant."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Body, Context
from adapters.slack.answering.requests import Place
from adapters.slack.listeners.channel_events import fresh


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
    if slack.reactions is None or item.get("type") != "message":
        return
    place = Place(workspace, str(item.get("channel") or ""), str(event.get("user") or ""))
    sign = await slack.reactions.sign(place.address, f":{event.get('reaction') or ''}:")
    if not sign or not await fresh(slack, body):
        return
    person = await slack.requests.person(place)
    message = str(item.get("ts") or "")
    await slack.reactions.reacted(place.address, message, person, sign, slack.clock.now(), added=added)
