"""`/papers …`: acknowledged at once, worked on in the background, answered through `response_url`."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.context import Body, Context
from adapters.slack.listeners.modals import open_setup
from adapters.slack.registered import COMMAND


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    async def papers(ack: Any, body: Body, context: Any) -> None:
        await ack()
        if await slack.first(body):
            slack.background.run(_work(slack, str(context.team_id or body.get("team_id") or ""), body))


async def _work(slack: Context, workspace: str, body: Body) -> None:
    """`/papers` alone opens the set-up; everything else is a command."""
    text = str(body.get("text") or "")
    channel, user = str(body.get("channel_id") or ""), str(body.get("user_id") or "")
    trigger = str(body.get("trigger_id") or "")
    name = str(body.get("channel_name") or "")
    if not text.strip() and await open_setup(slack, workspace, channel, user, trigger, name=name):
        return
    place = await slack.place(workspace, channel, user, name)
    reply = await slack.answers.with_files(place, await slack.requests.typed(place, text or "help"))
    await slack.answers.respond(str(body.get("response_url") or ""), reply, place)
