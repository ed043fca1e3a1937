"""Message shortcuts: "Similar papers" and "Save paper" on any message that names a paper."""

import json
import re
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
from adapters.slack.answering.requests import sorry
from adapters.slack.registered import SAVE, SIMILAR
from bot.ports.request import Reply
from bot.views.blocks import View

MOST = 5  # papers of one message
# https://info.arxiv.org/help/arxiv_identifier.html, in an address or behind "arXiv:"
_PAPER = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|arxiv:\s?)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
NONE = sorry("I found no arXiv link in that message.")


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to both."""
    for callback, command in ((SIMILAR, "similar"), (SAVE, "save")):
        _listen(app, slack, callback, command)


def _listen(app: AsyncApp, slack: Context, callback: str, command: str) -> None:
    @app.shortcut(callback)
    async def chosen(ack: Any, body: Body, context: Any) -> None:
        await ack()
        if await slack.first(body):
            slack.background.run(_work(slack, str(context.team_id or ""), command, body))


async def _work(slack: Context, workspace: str, command: str, body: Body) -> None:
    channel, name = text(body, "channel", "id"), text(body, "channel", "name")
    place = await slack.place(workspace, channel, text(body, "user", "id"), name)
    found = papers(inside(body, "message"))[: MOST if command == "save" else 1]
    replies = [await slack.requests.answer(place, f"{command} {paper}") for paper in found]
    reply = _joined(replies) if replies else NONE
    await slack.answers.respond(text(body, "response_url"), reply, place)


def papers(message: Body) -> list[str]:
    """The arXiv ids that a message names, in its text, blocks or previews, each once."""
    said = json.dumps(message, ensure_ascii=False)
    return list(dict.fromkeys(found.lower() if "/" not in found else found for found in _PAPER.findall(said)))


def _joined(replies: list[Reply]) -> Reply:
    """Several replies as one; public if any is."""
    if len(replies) == 1:
        return replies[0]
    view = View(tuple(b for r in replies for b in r.view.blocks), " ".join(r.view.summary for r in replies))
    return Reply(view, public=any(r.public for r in replies), ok=all(r.ok for r in replies))
