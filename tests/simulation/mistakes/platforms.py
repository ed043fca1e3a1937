"""Mistakes of adapters, in the simulated one and in those that there are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from adapters.discord.api.rate_limit import Throttle
from adapters.email.posting import relay
from adapters.email.posting.sender import EmailSender
from adapters.rate_limit import RateLimiter
from adapters.slack.posting import sender as slack_sender
from bot.model.delivery import Ambiguous, NotThere, RetryAfter
from tests.simulation import adapter, calls
from tests.simulation.adapter import SimulatedChat

Patches = list[Any]
SENDERS: list[Any] = [SimulatedChat]  # those that a mistake of an adapter is made in; `without` adds the real ones


def _in_senders(name: str, mistaken: Callable[[Any], Any]) -> Patches:
    """A method of every sender, made anew from the one it has."""
    return [patch.object(sender, name, mistaken(getattr(sender, name))) for sender in SENDERS]


def another_nonce() -> Patches:
    def mistaken(real: Any) -> Any:
        async def send(self: Any, delivery: Any, message: Any, root: Any) -> Any:
            return await real(self, replace(delivery, token=f"{delivery.token}{delivery.attempts}"), message, root)

        return send

    return _in_senders("send", mistaken)


def client_retries() -> Patches:
    def mistaken(real: Any) -> Any:
        async def send(self: Any, delivery: Any, message: Any, root: Any) -> Any:
            outcome = await real(self, delivery, message, root)
            return await real(self, delivery, message, root) if isinstance(outcome, Ambiguous) else outcome

        return send

    return _in_senders("send", mistaken)


def nonce_alone() -> Patches:
    async def find(self: Any, delivery: Any, message: Any, root: Any, now: datetime) -> Any:
        return NotThere()

    return _in_senders("find", lambda _: find)


def no_pace() -> Patches:
    return _in_senders("turn", lambda _: lambda self, address: None)


def plain_forgets_a_part() -> Patches:
    def mistaken(real: Any) -> Any:
        def render(self: Any, view: Any, edition: Any, *, plain: bool) -> Any:
            return real(self, view, edition, plain=plain)[:1]

        return render

    return _in_senders("render", mistaken)


def wide_limit_ignored() -> Patches:
    real: Any = EmailSender.__init__

    def unpaced(self: Any, *parts: Any) -> None:
        real(self, *parts[:-1], None)

    return [
        patch.object(adapter, "of_all", lambda chat, clock: RateLimiter(0.0, monotonic=clock.monotonic)),
        patch.object(slack_sender, "WORKSPACE_HEADROOM", 0.0),
        patch.object(Throttle, "wait_in_line", lambda self: 0.0),
        patch.object(EmailSender, "__init__", unpaced),
    ]


def mailed_again() -> Patches:
    def lost(stage: Any, why: str) -> Any:
        return RetryAfter(None, f"the mail server was lost {stage.value} ({why})")

    return [patch.object(calls, "lost", lost), patch.object(relay, "lost", lost)]
