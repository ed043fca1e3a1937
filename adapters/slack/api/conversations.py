"""Conversations: what a conversation is called and who may know of it, asked of Slack and kept for a while."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from adapters.slack.api.clients import LOST, Workspaces
from bot.ports import Clock

KEPT = timedelta(minutes=10)
PATIENCE = 2.0  # seconds
MOST = 20_000
LISTED = 200  # conversations a page: https://docs.slack.dev/reference/methods/users.conversations
PAGES = 5
# What a slash command has instead of a name: https://docs.slack.dev/interactivity/implementing-slash-commands
NAMELESS = {"directmessage", "privategroup"}


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation. `public`: everybody in the workspace may know of it."""

    name: str
    public: bool


class Conversations:
    """Conversations by workspace and id."""

    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Conversation | None]] = {}

    async def conversation(self, workspace: str, channel: str) -> Conversation | None:
        """The conversation; None if Slack does not tell."""
        now = self._clock.now().timestamp()
        known = self._known.get((workspace, channel))
        if known and now - known[0] < KEPT.total_seconds():
            return known[1]
        try:
            async with asyncio.timeout(PATIENCE):
                client = await self._workspaces.client(workspace)
                told = (await client.api_call("conversations.info", data={"channel": channel})).get(
                    "channel"
                ) or {}
            conversation = Conversation(
                str(told.get("name") or ""), public=bool(told.get("is_channel") and not told.get("is_private"))
            )
        except LOST:
            conversation = None
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace, channel] = (now, conversation)
        return conversation

    async def of_person(self, workspace: str, user: str) -> frozenset[str]:
        """The conversations that Paperboy shares with a person."""
        found: set[str] = set()
        cursor = ""
        try:
            client = await self._workspaces.client(workspace)
            for _ in range(PAGES):
                asked = {
                    "user": user,
                    "types": "public_channel,private_channel",
                    "limit": LISTED,
                    "cursor": cursor,
                }
                answer = await client.api_call("users.conversations", data=asked)
                found |= {str(each["id"]) for each in answer.get("channels") or () if each.get("id")}
                cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        except LOST:
            pass  # what is not known is not shown
        return frozenset(found)
