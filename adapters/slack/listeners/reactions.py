"""Reactions to a paper's own message, which save it, vote for it or find it not relevant."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
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
    event = inside(body, "event")
    item = inside(event, "item")
    if slack.reactions is None or item.get("type") != "message":
        return
    place = Place(workspace, text(item, "channel"), text(event, "user"))
    sign = await slack.reactions.sign(place.address, f":{text(event, 'reaction')}:")
    if not sign or not await fresh(slack, body):
        return
    person = await slack.requests.person(place)
    message = text(item, "ts")
    await slack.reactions.reacted(place.address, message, person, sign, slack.clock.now(), added=added)
