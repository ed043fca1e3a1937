"""Replies: a reply carried back through `response_url`, or posted where there is none."""

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.answering.files import Files
from adapters.slack.answering.requests import Place
from adapters.slack.api.clients import UNHEARD, NotInstalledError, Workspaces, quiet
from adapters.slack.api.errors import failure
from adapters.slack.api.limits import RESPONSES
from adapters.slack.render.messages import messages
from adapters.slack.render.rich_text import Json
from bot.ports.request import Reply
from bot.views.blocks import Note, Tone, View, plain

log = logging.getLogger(__name__)

TOO_LONG = View(
    (Note(plain("The rest does not fit into Slack's answers; please narrow the question."), Tone.WARNING),),
    "The rest does not fit.",
)
NO_PREVIEW = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}


class Replies:
    """How a reply reaches whoever asked."""

    def __init__(self, workspaces: Workspaces, files: Files) -> None:
        self._workspaces, self._files = workspaces, files

    async def with_files(self, place: Place, reply: Reply) -> Reply:
        """The reply as text, once its files are handed over."""
        return await self._files.handed_over(place, reply)

    async def respond(self, url: str, reply: Reply, place: Place, *, replace: bool = False) -> bool:
        """Through `response_url`: in the channel for changes, else only to the asker; False if Slack took not all.

        What the address does not take (it is used up, or too old) is posted instead.
        `replace` puts the first message in the place of the one whose button was clicked.
        """
        taken = True
        for number, (public, message) in enumerate(_spoken(reply)):
            body = {**_body(message), "response_type": "in_channel" if public else "ephemeral"}
            if replace and number == 0 and not public:
                body = {**_body(message), "replace_original": True}  # seen by whoever saw the one before
            said = await self._respond(url, body)
            if said is not True:  # whether everyone saw a line whose answer was lost is not known: never twice
                said = await self._post_instead(place, message, public=public and said is False)
            taken = bool(said) and taken
        return taken

    async def say(self, place: Place, reply: Reply, thread: str = "") -> bool:
        """Without a `response_url`: posted for changes and in direct messages, else shown only to the asker."""
        reply = await self.with_files(place, reply)
        try:
            client = await self._workspaces.client(place.workspace)
            for public, message in _spoken(reply):
                body = {**_body(message), "channel": place.channel}
                if thread:
                    body["thread_ts"] = thread
                if public or place.personal:
                    await client.api_call("chat.postMessage", json=body)
                else:
                    await client.api_call("chat.postEphemeral", json={**body, "user": place.user})
        except NotInstalledError:
            return False
        except SlackApiError as error:
            log.warning("slack_answer_refused", extra={"code": failure(error).code})
            return False
        except UNHEARD as error:
            log.warning("slack_answer_lost", extra={"error": type(error).__name__})
            return False
        return True

    async def tell(self, workspace: str, user: str, view: View) -> bool:
        """A direct message: a user id as channel is the conversation with them."""
        return await self.say(Place(workspace, user, user), Reply(view, public=True))

    async def _post_instead(self, place: Place, message: Json, *, public: bool) -> bool:
        """To everyone, or to the asker alone: in the channel, else by direct message."""
        body = {**_body(message), "channel": place.channel}
        shown = ("chat.postMessage", body) if public or place.personal else None
        ways = (
            shown or ("chat.postEphemeral", {**body, "user": place.user}),
            ("chat.postMessage", {**body, "channel": place.user}),
        )
        for method, given in ways:
            try:
                client = await self._workspaces.client(place.workspace)
                await client.api_call(method, json=given)
            except SlackApiError as error:
                log.warning("slack_answer_refused", extra={"code": failure(error).code})
            except (NotInstalledError, *UNHEARD) as error:
                log.warning("slack_answer_lost", extra={"error": type(error).__name__})
                return False
            else:
                return True
        return False

    async def _respond(self, url: str, body: dict[str, Any]) -> bool | None:
        """Whether Slack took it; None: nobody knows."""
        client = AsyncWebhookClient(url, session=self._workspaces.session, logger=quiet, retry_handlers=[])
        try:
            answer = await client.send_dict(body)
            if answer.status_code == 200:
                return True
            log.warning("slack_response_refused", extra={"status": answer.status_code})
            if "blocks" in body and answer.status_code in {400, 500}:
                plainly = {name: value for name, value in body.items() if name != "blocks"}
                return (await client.send_dict(plainly)).status_code == 200
        except ValueError:  # aiohttp's for what is no address, or no host's name
            log.warning("slack_response_refused", extra={"status": "no address"})
        except UNHEARD as error:
            log.warning("slack_response_lost", extra={"error": type(error).__name__})
            return None
        return False


def _spoken(reply: Reply) -> list[tuple[bool, Json]]:
    """The messages in order, each with whether everyone is to see it."""
    told = messages(reply.told)[:1] if reply.told else []
    shown = _within(messages(reply.view), RESPONSES - len(told))
    return [*((True, each) for each in told), *((reply.public and not told, each) for each in shown)]


def _within(found: Sequence[Json], most: int) -> list[Json]:
    """As many messages as a `response_url` takes; the last one says that there was more."""
    if len(found) <= most:
        return list(found)
    return [*found[: most - 1], *messages(TOO_LONG)]


def _body(message: Json) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name in {"text", "blocks"}} | NO_PREVIEW
