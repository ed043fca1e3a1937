"""What a platform's listener asks of the core, and what an adapter is built from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.model.channel import Address, Channel, Subscription
from bot.model.mail_links import MailLinks
from bot.model.obstacle import Obstacle
from bot.ports.clock import Clock
from bot.ports.journal import Journal
from bot.ports.request import Choice, Filled, Person, Reply, Request, Step
from bot.ports.vault import AdapterFacts, Vault
from bot.ports.workers import Workers


class Desk(Protocol):
    """What a listener asks of the core. Never raises for what a user typed; OperatorError to an operator alone."""

    async def answer(self, request: Request) -> Reply:
        """Carry the command out and say so."""
        ...

    async def fill_in(self, request: Request, steps: Sequence[Step]) -> Filled:
        """Carry a form out: all of its steps, or none where one is wrong."""
        ...

    def changes(self, request: Request) -> bool:
        """Whether it asks for a change, so that everyone is to see the answer; known before it is carried out."""
        ...

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[Choice]:
        """At most 25 completions for one parameter of `request.command`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSummary:
    """A channel's state as a set-up form or a home page shows it. `obstacles`: why nothing is posted there."""

    channel: Channel
    subscriptions: tuple[Subscription, ...]
    last_digest: datetime | None = None
    saved: int = 0
    parked: int = 0
    obstacles: tuple[Obstacle, ...] = ()


class Lifecycle(Protocol):
    """What a platform's events tell the core. Each is idempotent and comes in any order."""

    async def renamed(self, address: Address, name: str) -> None:
        """The channel has a new name."""
        ...

    async def moved(self, address: Address, to: str) -> None:
        """The platform gave the channel another id: its set-up, memory and pending digests are there now."""
        ...

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        """The channel cannot be posted to any more: paused until `welcomed`, and whoever set it up is told."""
        ...

    async def welcomed(self, address: Address) -> None:
        """The channel can be posted to again: a pause of Paperboy's own ends, a person's does not."""
        ...

    async def zone_told(self, platform: str, workspace: str, person: str, zone: str) -> None:
        """The platform told a person's zone later than they needed it."""
        ...

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        """The workspace is paused; its data is deleted after the grace period."""
        ...

    async def events_missed(self, platform: str, workspace: str, reason: str) -> None:
        """The platform does not tell of all that happens there, now or later; `reason` is for people there."""
        ...

    async def installed(self, platform: str, workspace: str) -> None:
        """The workspace is (again) there: what `uninstalled` paused goes on."""
        ...

    async def summaries(self, platform: str, workspace: str) -> Sequence[ChannelSummary]:
        """The workspace's channels."""
        ...

    async def summary(self, address: Address) -> ChannelSummary | None:
        """One channel."""
        ...


class Reactions(Protocol):
    """What a platform tells of reactions to messages."""

    async def sign(self, address: Address, emoji: str) -> str:
        """What an emoji means in a channel: `save`, `vote` or `hide`; "" for nothing. Cheap: most mean nothing."""
        ...

    async def reacted(
        self, address: Address, message: str, person: Person, sign: str, now: datetime, *, added: bool
    ) -> bool:
        """Somebody put a sign (`save`, `vote`, `hide`) to a message, or took it away; whether it meant a paper."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreServices:
    """What an adapter is built from (`adapters/<name>`: `build(parts) -> Platform`).

    `mail_links` makes the links that stand in mail.
    """

    desk: Desk
    lifecycle: Lifecycle
    vault: Vault
    adapter_facts: AdapterFacts
    journal: Journal
    clock: Clock
    workers: Workers
    reactions: Reactions | None = None
    mail_links: MailLinks = field(default_factory=lambda: MailLinks(""))  # it makes none without a key
