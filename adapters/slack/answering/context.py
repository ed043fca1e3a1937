"""The context: everything the listeners share."""

import logging
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering.background import Background
from adapters.slack.answering.body import Body, text
from adapters.slack.answering.dedupe import Recent
from adapters.slack.answering.files import Files
from adapters.slack.answering.homes import Homes
from adapters.slack.answering.last_request import Arrivals
from adapters.slack.answering.replies import Replies
from adapters.slack.answering.requests import Place, Requests
from adapters.slack.api.clients import Workspaces
from adapters.slack.api.conversations import NAMELESS, Conversations
from adapters.slack.api.installations import VaultInstallations
from adapters.slack.api.users import Users
from adapters.slack.settings import SlackSettings
from bot.errors import StorageError
from bot.ports import AdapterFacts, Clock, CoreServices, Journal, Lifecycle, Reactions, Workers
from bot.ports.request import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the listeners work with."""

    settings: SlackSettings
    installations: VaultInstallations
    workspaces: Workspaces
    conversations: Conversations
    requests: Requests
    answers: Replies
    files: Files
    lifecycle: Lifecycle
    journal: Journal
    adapter_facts: AdapterFacts
    clock: Clock
    background: Background
    homes: Homes
    recent: Recent
    arrivals: Arrivals
    workers: Workers
    reactions: Reactions | None = None

    async def first(self, body: Body) -> bool:
        """Whether this command, click or submission has not been seen: a signed request can be replayed.

        Where several processes share the work it may be replayed at another one; a database that does not answer
        keeps nobody from an answer.
        """
        key, now = text(body, "trigger_id"), self.clock.now()
        if not self.recent.first(key, now.timestamp()):
            return False
        if not key or self.workers.alone:
            return True
        try:
            return await self.journal.once(f"slack-trigger:{key}", now)
        except StorageError as error:
            log.warning("not_known_whether_seen", extra={"why": error.sentence})
            return True

    async def place(self, workspace: str, channel: str, user: str, name: str = "") -> Place:
        """Where somebody is; a name that Slack left out is asked for."""
        name = "" if name in NAMELESS else name
        if not name and channel[:1] in {"C", "G"}:
            conversation = await self.conversations.conversation(workspace, channel)
            name = conversation.name if conversation else ""
        return Place(workspace, channel, user, name or ("direct message" if channel.startswith("D") else ""))

    async def client(self, workspace: str) -> AsyncWebClient:
        """A client for the workspace; raises NotInstalledError."""
        return await self.workspaces.client(workspace)


def furnished(settings: SlackSettings, parts: CoreServices) -> Context:
    """The context, from what the composition root gives."""
    installations = VaultInstallations(parts.vault)
    background = Background()
    homes = Homes(background)
    workspaces = Workspaces(settings, installations, parts.clock.now)

    def zone_told(workspace: str, person: Person) -> None:
        if person.zone:
            background.run(parts.lifecycle.zone_told("slack", workspace, person.id, person.zone))

    files = Files(workspaces)
    return Context(
        settings=settings,
        installations=installations,
        workspaces=workspaces,
        conversations=Conversations(workspaces, parts.clock),
        requests=Requests(parts.desk, Users(workspaces, parts.clock, zone_told), parts.clock, homes),
        answers=Replies(workspaces, files),
        files=files,
        lifecycle=parts.lifecycle,
        journal=parts.journal,
        adapter_facts=parts.adapter_facts,
        clock=parts.clock,
        background=background,
        homes=homes,
        recent=Recent(),
        arrivals=Arrivals(parts.adapter_facts, parts.clock, background),
        workers=parts.workers,
        reactions=parts.reactions,
    )
