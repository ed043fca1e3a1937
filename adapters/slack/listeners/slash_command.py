"""`/papers …`: acknowledged at once, worked on in the background, answered through `response_url`."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, text
from adapters.slack.answering.context import Context
from adapters.slack.listeners.modals import open_setup
from adapters.slack.registered import COMMAND


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    async def papers(ack: Any, body: Body, context: Any) -> None:
        await ack()
        if await slack.first(body):
            slack.background.run(_work(slack, str(context.team_id or text(body, "team_id")), body))


async def _work(slack: Context, workspace: str, body: Body) -> None:
    """`/papers` alone opens the set-up; everything else is a command."""
    typed = text(body, "text")
    channel, user = text(body, "channel_id"), text(body, "user_id")
    trigger, name = text(body, "trigger_id"), text(body, "channel_name")
    if not typed.strip() and await open_setup(slack, workspace, channel, user, trigger, name=name):
        return
    place = await slack.place(workspace, channel, user, name)
    reply = await slack.answers.with_files(place, await slack.requests.typed(place, typed or "help"))
    await slack.answers.respond(text(body, "response_url"), reply, place)
