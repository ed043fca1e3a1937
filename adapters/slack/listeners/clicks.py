"""Buttons and menus: the command is in the value, so a click needs no memory of ours."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, several, text
from adapters.slack.answering.context import Context
from adapters.slack.answering.requests import Place, sorry
from adapters.slack.listeners.modals import open_answer, open_setup
from adapters.slack.render.buttons import LINK_MARK
from bot.views.blocks import turns_page

OPEN_PREFIX = "open"  # opens the set-up: "open:queries" here, "open@C123:queries" for another channel
_ACTION = re.compile(r"(?P<what>papers|open)(?:@(?P<channel>[A-Z0-9]+))?:(?P<rest>\w*)")
OLD = sorry("That button is not one of Paperboy's any more. Type /papers help to see what it can do.")


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to every button, also those of versions long gone."""

    @app.action(re.compile(".*"))
    async def clicked(ack: Any, body: Body, context: Any) -> None:
        await ack()
        if await slack.first(body):
            slack.background.run(_work(slack, str(context.team_id or ""), body))


async def _work(slack: Context, workspace: str, body: Body) -> None:
    action: Body = next(iter(several(body, "actions")), {})
    found = _ACTION.fullmatch(text(action, "action_id"))
    url = text(body, "response_url")
    user = text(body, "user", "id")
    channel = text(body, "channel", "id")
    if found is None:
        if url:
            await slack.answers.respond(url, OLD, Place(workspace, channel, user))
        return
    channel = found["channel"] or channel
    trigger = text(body, "trigger_id")
    if found["what"] == OPEN_PREFIX:
        await open_setup(slack, workspace, channel, user, trigger, focus=found["rest"])
        return
    command = text(action, "selected_option", "value") or text(action, "value")
    if command.startswith(LINK_MARK):
        return
    place = await slack.place(workspace, channel, user, text(body, "channel", "name"))
    if not url:
        await open_answer(slack, place, command, body)
        return
    reply = await slack.requests.answer(place, command or "help") if command.strip() else OLD
    reply = await slack.answers.with_files(place, reply)
    own = bool(inside(body, "container").get("is_ephemeral")) or place.personal  # nobody else reads it
    await slack.answers.respond(url, reply, place, replace=own and reply.ok and turns_page(command))
