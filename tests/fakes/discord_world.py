"""Discord's memory in the loopback fake: servers, channels, messages, nonces, and what it was asked."""

import asyncio
import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

EPOCH_MS = 1_420_070_400_000  # of snowflakes: https://discord.com/developers/docs/reference#snowflakes
BOT, APPLICATION, SERVER = 900_000_000_000_000_001, 900_000_000_000_000_001, 100_000_000_000_000_001
PERSON = 500_000_000_000_000_001
TEXT, DM, VOICE, CATEGORY, NEWS, THREAD, FORUM = 0, 1, 2, 4, 5, 11, 15
ALL = str((1 << 53) - 1)


@dataclass
class Fault:
    """What one request meets instead of an answer. `store`: the message is kept all the same."""

    status: int = 0  # 0: the connection is dropped
    code: int = 0
    store: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


@dataclass
class World:
    """Everything, in memory."""

    now: Callable[[], float] = time.time
    nonce_window: float = 120.0
    rate: int = 50
    bucket: int = 5
    bucket_seconds: float = 5.0
    latency: float = 0.0
    token: str = "good.token.here"
    channels: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    nonces: dict[tuple[int, str], tuple[int, float]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    synced: list[Any] = field(default_factory=list)
    answers: dict[str, list[tuple[float, str, dict[str, Any]]]] = field(default_factory=dict)
    asked: list[tuple[float, str, str, int]] = field(default_factory=list)  # (when, method, path, status)
    faults: list[tuple[str, str, Fault]] = field(default_factory=list)  # (method, part of the path, fault)
    stalled: dict[int, asyncio.Event] = field(default_factory=dict)  # channels in which a post waits for the event
    waiting: int = 0  # posts that do
    slow: dict[int, float] = field(default_factory=dict)  # seconds before an answer, by channel
    dice: random.Random | None = None  # for faults by chance
    chance: float = 0.0
    refused_globally: int = 0
    refused_by_bucket: int = 0
    _ids: Iterator[int] = field(default_factory=itertools.count)
    _recent: deque[float] = field(default_factory=deque)
    _buckets: dict[int, deque[float]] = field(default_factory=dict)

    def snowflake(self) -> int:
        """A new id, ascending with time."""
        return ((int(self.now() * 1000) - EPOCH_MS) << 22) | (next(self._ids) & 0x3FFFFF)

    def add_channel(self, number: int, kind: int = TEXT, **more: Any) -> int:
        """A channel of the server."""
        self.channels[number] = (
            {
                "id": str(number),
                "type": kind,
                "guild_id": str(SERVER),
                "name": f"channel-{number % 1000}",
                "position": 0,
                "permission_overwrites": [],
                "parent_id": None,
                "nsfw": False,
                "topic": None,
            }
            | ({"bitrate": 64000, "user_limit": 0} if kind == VOICE else {})
            | ({"available_tags": [], "flags": 0} if kind == FORUM else {})
            | more
        )
        return number

    def server(self) -> dict[str, Any]:
        """The server as GUILD_CREATE has it."""
        everyone = {
            "id": str(SERVER),
            "name": "@everyone",
            "permissions": ALL,
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        threads = [c for c in self.channels.values() if c["type"] == THREAD]
        return {
            "id": str(SERVER),
            "name": "Lab",
            "owner_id": str(PERSON),
            "roles": [everyone],
            "emojis": [],
            "stickers": [],
            "features": [],
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "members": [self.member()],
            "channels": [c for c in self.channels.values() if c["type"] not in {DM, THREAD}],
            "threads": threads,
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "system_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "premium_progress_bar_enabled": False,
            "joined_at": None,
        }

    def me(self) -> dict[str, Any]:
        """The bot."""
        return {
            "id": str(BOT),
            "username": "Paperboy",
            "discriminator": "0",
            "global_name": None,
            "avatar": None,
            "bot": True,
        }

    def member(self) -> dict[str, Any]:
        """The bot in the server."""
        return {
            "user": self.me(),
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def store(self, channel: int, asked: dict[str, Any]) -> dict[str, Any]:
        """Keep a message, or find the one first kept with its nonce."""
        nonce = str(asked.get("nonce", ""))
        known = self.nonces.get((channel, nonce))
        if nonce and asked.get("enforce_nonce") and known and time.monotonic() - known[1] < self.nonce_window:
            if known[0] in self.deleted:
                raise KeyError(known[0])
            return next(m for m in self.messages[channel] if int(m["id"]) == known[0])
        message = self._message(channel, asked)
        self.messages.setdefault(channel, []).append(message)
        if nonce:
            self.nonces[channel, nonce] = (int(message["id"]), time.monotonic())
        return message

    def open_thread(self, parent: int, name: str, number: int | None = None) -> dict[str, Any]:
        """A thread; under a message it has that message's id."""
        number = number or self.snowflake()
        self.add_channel(number, THREAD, parent_id=str(parent), name=name)
        made = self.channels[number]
        made |= {
            "owner_id": str(BOT),
            "message_count": 0,
            "member_count": 1,
            "flags": 0,
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 4320,
                "archive_timestamp": datetime.now(UTC).isoformat(),
                "locked": False,
                "create_timestamp": datetime.now(UTC).isoformat(),
            },
        }
        return made

    def over_global_rate(self) -> bool:
        """Whether this request is one too many within a second."""
        now = time.monotonic()
        while self._recent and now - self._recent[0] >= 1.0:
            self._recent.popleft()
        if len(self._recent) >= self.rate:
            self.refused_globally += 1
            return True
        self._recent.append(now)
        return False

    def bucket_of(self, channel: int) -> tuple[int, float]:
        """(requests left, seconds until all are there again); -1 left means this one is too many."""
        now = time.monotonic()
        used = self._buckets.setdefault(channel, deque())
        while used and now - used[0] >= self.bucket_seconds:
            used.popleft()
        if len(used) >= self.bucket:
            self.refused_by_bucket += 1
            return -1, used[0] + self.bucket_seconds - now
        used.append(now)
        return self.bucket - len(used), used[0] + self.bucket_seconds - now

    def fault_for(self, method: str, path: str) -> Fault | None:
        """The first scripted fault that fits, taken away; else one by chance."""
        for at, (wanted, part, fault) in enumerate(self.faults):
            if wanted == method and part in path:
                del self.faults[at]
                return fault
        if self.dice and method == "POST" and path.endswith("/messages") and self.dice.random() < self.chance:
            return self.dice.choice(
                [Fault(500), Fault(502), Fault(503), Fault(0), Fault(0, store=True), Fault(500, store=True)]
            )
        return None

    def _message(self, channel: int, asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": str(self.snowflake()),
            "channel_id": str(channel),
            "author": self.me(),
            "content": asked.get("content") or "",
            "components": asked.get("components") or [],
            "flags": asked.get("flags", 0),
            "nonce": asked.get("nonce"),
            "asked": asked,
            "timestamp": "2026-11-20T08:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "pinned": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "type": 0,
        }
