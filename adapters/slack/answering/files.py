"""Files: an export is handed over whole, as a file, to whoever asked; and a file that somebody gives is read.

Source: https://docs.slack.dev/messaging/working-with-files: files.getUploadURLExternal and completeUploadExternal
(scope `files:write`), and `url_private_download` of a file (scope `files:read`).
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from aiohttp import StreamReader
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering.body import Body, text
from adapters.slack.answering.requests import Place
from adapters.slack.api.clients import UNHEARD, NotInstalledError, Workspaces
from adapters.slack.api.errors import NO_SCOPE, failure
from adapters.slack.api.limits import PIECE_TEXT
from adapters.slack.registered import INSTALL_PATH
from adapters.slack.render.escape import width
from bot.errors import UserError
from bot.ports.request import Reply
from bot.views.blocks import Block, File, Note, Tone, View, plain

log = logging.getLogger(__name__)

LONGEST = 1_000_000  # bytes of a file that is read: a set-up of 200 subscriptions has 60,000
DOWNLOADS = "files.slack.com"
NO_READ = (
    "Slack did not let Paperboy read the file: it lacks the permission files:read. Whoever runs Paperboy adds it "
    "and installs it again; until then paste the text behind /papers import."
)


class Files:
    """Files of a workspace, with its token."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def handed_over(self, place: Place, reply: Reply) -> Reply:
        """The reply without its files, which are in the asker's direct messages then; or with why they are not."""
        files = [block for block in reply.view.blocks if isinstance(block, File)]
        if not files:
            return reply
        try:
            client = await self._workspaces.client(place.workspace)
            kept = [{"id": await self._uploaded(client, file), "title": file.name} for file in files]
            where = place.channel if place.personal else await _direct(client, place, reply.view.summary)
            await client.api_call("files.completeUploadExternal", json={"files": kept, "channel_id": where})
        except SlackApiError as error:
            found = failure(error)
            log.warning("slack_file_refused", extra={"code": found.code, "needed": found.needed})
            return _without(reply, self._refused(found.code))
        except (NotInstalledError, *UNHEARD) as error:
            log.warning("slack_file_lost", extra={"error": type(error).__name__})
            return _without(reply, "The file could not be handed over to Slack. Please ask again in a while.")
        names = ", ".join(file.name for file in files)
        said = f"{names} is here." if place.personal else f"{names} is in your direct messages with Paperboy."
        return replace(reply, view=_instead(reply.view, Note(plain(said), Tone.GOOD)))

    async def given(self, place: Place, files: Sequence[Body]) -> str:
        """The text of the one file that came with a message; raises UserError with what is wrong."""
        if len(files) != 1:
            raise UserError(f"That are {len(files)} files; `import` takes one, the set-up that `export` gave.")
        url = text(files[0], "url_private_download") or text(files[0], "url_private")
        if not self._trusted(url):
            raise UserError(NO_READ)
        token = (await self._workspaces.installation(place.workspace)).token
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._workspaces.session.get(url, headers=headers, allow_redirects=False) as answer:
                page = answer.content_type == "text/html" or answer.status != 200
                content = b"" if page else await _read(answer.content)
        except UNHEARD:
            raise UserError("The file could not be fetched from Slack. Please send it again in a while.") from None
        if page:  # Slack shows its sign-in page to who may not read the file
            raise UserError(NO_READ)
        if len(content) > LONGEST:
            raise UserError(f"The file has more than {LONGEST:,} bytes, which no set-up has.")
        return content.decode("utf-8", "replace")

    def _trusted(self, url: str) -> bool:
        """Whether the token may be shown there: Slack's own address for files, or the Web API's by setting."""
        try:
            parts, api = urlsplit(url), urlsplit(self._workspaces.settings.api_url)
        except ValueError:
            return False
        return (parts.scheme, parts.netloc) in {("https", DOWNLOADS), (api.scheme, api.netloc)}

    async def _uploaded(self, client: AsyncWebClient, file: File) -> str:
        """The id under which the content is with Slack; nobody sees it before it is completed."""
        content = file.text.encode("utf-8", "replace")
        asked = {"filename": file.name, "length": len(content)}
        answer = await client.api_call("files.getUploadURLExternal", data=asked)
        async with self._workspaces.session.post(str(answer["upload_url"]), data=content) as taken:
            if taken.status != 200:
                raise OSError(f"HTTP {taken.status}")
        return str(answer["file_id"])

    def _refused(self, code: str) -> str:
        if code != NO_SCOPE:
            return f"Slack did not take the file ({code or 'no reason given'})."
        public = self._workspaces.settings.slack_public_url.rstrip("/")
        page = f"{public}{INSTALL_PATH}" if public else "its page at api.slack.com/apps (OAuth & Permissions)"
        return (
            "This installation is from before Paperboy handed over files and lacks the permission files:write: "
            f"whoever runs it installs it again at {page}."
        )


async def _read(body: StreamReader) -> bytes:
    """The body, or enough of it to see that it is too long."""
    content = bytearray()
    async for chunk in body.iter_chunked(65_536):
        content += chunk
        if len(content) > LONGEST:
            break
    return bytes(content)


async def _direct(client: AsyncWebClient, place: Place, summary: str) -> str:
    """The asker's direct messages, whose id only a message there tells without a further permission."""
    where = f", asked for in #{place.name}" if place.name else ""
    answer = await client.api_call("chat.postMessage", json={"channel": place.user, "text": f"{summary}{where}"})
    return str(answer.get("channel") or "")


def _without(reply: Reply, why: str) -> Reply:
    """The file's text instead, where all of it is one piece to copy; never a part of it, which would be broken."""
    files = [block for block in reply.view.blocks if isinstance(block, File)]
    if all(width(file.text) <= PIECE_TEXT for file in files):
        return replace(reply, view=View((*reply.view.blocks, Note(plain(why), Tone.WARNING)), reply.view.summary))
    said = f"{why} As text it is too long for Slack; at the terminal the same command writes it whole."
    return replace(reply, ok=False, view=_instead(reply.view, Note(plain(said), Tone.WARNING)))


def _instead(view: View, note: Block) -> View:
    return View((*(block for block in view.blocks if not isinstance(block, File)), note), view.summary)
