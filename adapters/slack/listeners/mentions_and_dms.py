"""Mentions and direct messages: the same commands as `/papers`, answered where they were said."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, several, text
from adapters.slack.answering.context import Context
from adapters.slack.answering.requests import Place, sorry
from adapters.slack.answering.typed import without_mention
from adapters.slack.listeners.channel_events import fresh
from bot.errors import UserError
from bot.ports.request import Reply

# A direct message that is not a person's new words: edits, deletions, joins, other bots.
_PLAIN = {"", "thread_broadcast", "file_share"}
IMPORT = "import"


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to both."""

    @app.event("app_mention")
    async def mentioned(body: Body, context: Any) -> None:
        slack.background.run(_work(slack, str(context.team_id or ""), body))

    @app.event("message")
    async def written(body: Body, context: Any) -> None:
        event = inside(body, "event")
        if text(event, "channel_type") == "im" and text(event, "subtype") in _PLAIN:
            slack.background.run(_work(slack, str(context.team_id or ""), body))


async def _work(slack: Context, workspace: str, body: Body) -> None:
    event = inside(body, "event")
    user, channel = text(event, "user"), text(event, "channel")
    if not user or event.get("bot_id") or not channel or not await fresh(slack, body):
        return
    installation = await slack.workspaces.installation(workspace)
    if user == installation.bot_user:
        return
    said = without_mention(text(event, "text"), installation.bot_user)
    place = await slack.place(workspace, channel, user)
    files = several(event, "files")
    if files and (not said.strip() or said.strip().casefold().startswith(IMPORT)):
        reply = await _imported(slack, place, files)
    else:
        reply = await slack.requests.typed(place, said.strip() or "help")
    await slack.answers.say(place, reply, thread=text(event, "thread_ts"))


async def _imported(slack: Context, place: Place, files: Sequence[Body]) -> Reply:
    """A file that came with the word, or with no word at all, is a set-up."""
    try:
        given = await slack.files.given(place, files)
    except UserError as error:
        return sorry(error.sentence)
    return await slack.requests.answer(place, command=IMPORT, json=given)
