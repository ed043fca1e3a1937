"""Slack's tokens: which it takes, and over that Paperboy's own way of keeping, renewing and testing them.

What the adapter does with a token is its own code here: the installations in the vault, the renewal, the test that an
answer is held against, the sender's own judgement. Simulated are Slack's side, and what becomes of a call.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.api.clients import Workspaces
from adapters.slack.api.installations import VaultInstallations
from adapters.slack.api.token_test import token_works
from adapters.slack.posting.sender import SlackSender
from bot.errors import StorageError
from bot.model.delivery import Dead, Delivery, Lookup, Outcome, Receipt
from bot.ports import Message
from tests.simulation.clock import SimulatedClock

LASTS = 12 * 3_600  # seconds for which a token that rotates is taken
UNDER_WAY = timedelta(seconds=90)  # what was begun before a token was known to be dead has ended by then
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Revoked:
    """From then on no token of that workspace is taken that was given before. `code`: what Slack says of them."""

    workspace: str
    at: datetime
    code: str


@dataclass(slots=True)
class SlackTokens:
    """Slack's side, which outlives every process. `rotate`: tokens last some hours, and are renewed."""

    seed: int
    rotate: bool = False
    history: bool = True
    revoked: list[Revoked] = field(default_factory=list)
    given: dict[str, tuple[str, datetime, datetime]] = field(default_factory=dict)  # workspace, since, until
    unused: dict[str, tuple[str, datetime]] = field(
        default_factory=dict
    )  # what renews a token, once: of whom, since
    refused: dict[str, datetime] = field(default_factory=dict)  # workspaces, since their token was
    spans: list[tuple[str, datetime, datetime]] = field(default_factory=list)  # in which that was so
    known: list[tuple[str, datetime]] = field(default_factory=list)  # when a process knew of it
    asked: int = 0
    met: Counter[str] = field(default_factory=Counter)  # what came of renewals
    violations: list[str] = field(default_factory=list)

    def give(self, workspace: str, now: datetime) -> dict[str, Any]:
        """A new token, as `oauth.v2.access` answers."""
        number = len(self.given) + 1
        token, again = f"xoxb-{number}", f"xoxe-{number}"
        self.given[token] = (workspace, now, now + timedelta(seconds=LASTS) if self.rotate else FOR_EVER)
        if not self.rotate:
            return {"access_token": token}
        self.unused[again] = (workspace, now)
        return {"access_token": token, "refresh_token": again, "expires_in": LASTS}

    def renew(self, again: str, now: datetime) -> dict[str, Any]:
        """The next token; what was used once is refused."""
        if not self.renews(again, now):
            raise answered("invalid_refresh_token")
        return self.give(self.unused.pop(again)[0], now)

    def renews(self, again: str, now: datetime) -> bool:
        """Whether it would."""
        workspace, since = self.unused.get(again, ("", now))
        gone = any(each.workspace == workspace and since <= each.at <= now for each in self.revoked)
        return bool(workspace) and not gone

    def takes(self, token: str, now: datetime) -> str:
        """What Slack has against a token, "" for nothing."""
        workspace, since, until = self.given[token]
        codes = [each.code for each in self.revoked if each.workspace == workspace and since <= each.at <= now]
        code = codes[0] if codes else "" if now < until else "token_expired"
        if code:
            self.refused.setdefault(workspace, now)
        elif (first := self.refused.pop(workspace, None)) is not None:
            self.spans.append((workspace, first, now))
        return code

    def chance(self, what: str) -> random.Random:
        """For what becomes of the next call."""
        self.asked += 1
        return random.Random(f"{self.seed}/{what}/{self.asked}")


@dataclass(slots=True)
class _Attempt:
    """What a client is asked for: the call itself, and its outcome, which needs no translation."""

    workspace: str
    call: Callable[[], Awaitable[Any]]
    outcome: Any = None


_ATTEMPT: ContextVar[_Attempt] = ContextVar("attempt")


class SlackDoor(Workspaces):
    """One process's tokens."""

    def __init__(self, tokens: SlackTokens, installations: VaultInstallations, clock: SimulatedClock) -> None:
        super().__init__(cast(Any, SimpleNamespace(bot_token="")), installations, clock.now)
        self.tokens, self.clock = tokens, clock
        self.renewal.active = True
        self.dead: dict[str, datetime] = {}  # workspaces that are known to be, and since when

    def bare(self, token: str = "", team: str = "", *, pooled: bool = True) -> Any:
        return _Client(self, token)

    async def exchange(self, **grant: str) -> Any:
        chance = self.tokens.chance("exchange")
        became = chance.choice(("well", "slow", "lost", "lost", "throttled"))
        self.tokens.met[f"a renewal that is {became}"] += 1
        await asyncio.sleep(20.0 if became == "slow" else 0.3)
        if became == "lost":
            raise ConnectionError("nothing was heard")
        if became == "throttled":
            raise answered("ratelimited")
        return self.tokens.renew(grant["refresh_token"], self.clock.true())

    async def send(
        self,
        delivery: Delivery,
        message: Message,
        root: Receipt | None,
        post: Callable[[], Awaitable[Outcome]],
    ) -> Outcome:
        """The adapter's own attempt; where its token is taken `post` says what comes of it."""
        attempt = _Attempt(delivery.address.workspace, post)
        _ATTEMPT.set(attempt)
        found = await SlackSender(self).send(delivery, {**message, "text": ""}, root)
        if isinstance(found, Dead):
            self.learns(attempt.workspace)
            await self._dead_indeed(attempt.workspace)
        return attempt.outcome or found

    async def find(
        self,
        delivery: Delivery,
        message: Message,
        root: Receipt | None,
        look: Callable[[], Awaitable[Lookup]],
    ) -> Lookup:
        """The adapter's own look-up, likewise."""
        attempt = _Attempt(delivery.address.workspace, look)
        _ATTEMPT.set(attempt)
        found = await SlackSender(self).find(delivery, {**message, "text": ""}, root, self.clock.now())
        return attempt.outcome or found

    def learns(self, workspace: str) -> None:
        """It knows now that no token is taken there."""
        self.dead.setdefault(workspace, self.clock.true())
        self.tokens.known.append((workspace, self.clock.true()))

    async def _dead_indeed(self, workspace: str) -> None:
        """A token that can be renewed is not dead, whatever became of one attempt to renew it."""
        with suppress(StorageError):
            stored = await self.installations.of_workspace(workspace)
            if stored is not None and self.tokens.renews(stored.bot_refresh_token or "", self.clock.true()):
                self.tokens.violations.append(f"{workspace} was called dead, and its token could be renewed")

    async def alive(self, workspace: str) -> bool | None:
        """Slack's own test."""
        return await token_works(self, workspace)

    async def install(self, workspace: str) -> None:
        """Somebody installs Paperboy there (again): what Slack gives is kept."""
        told = self.tokens.give(workspace, self.clock.true())
        await self.installations.async_save(
            Installation(
                user_id="U0",
                team_id=workspace,
                bot_token=told["access_token"],
                bot_refresh_token=told.get("refresh_token"),
                bot_token_expires_at=int(self.clock.now().timestamp()) + LASTS if self.tokens.rotate else None,
                bot_scopes="channels:history" if self.tokens.history else "chat:write",
                installed_at=self.clock.now().timestamp(),
            )
        )
        self.tokens.takes(told["access_token"], self.clock.true())
        self.dead.pop(workspace, None)


class _Client:
    """What the adapter calls of the Web API."""

    def __init__(self, door: SlackDoor, token: str) -> None:
        self._door, self._token = door, token

    async def auth_test(self) -> dict[str, Any]:
        await asyncio.sleep(0.1)
        if self._door.tokens.chance("test").random() < 0.1:
            raise TimeoutError
        self._taken()
        return {}

    async def chat_postMessage(self, **_: Any) -> dict[str, Any]:  # noqa: N802 -- slack_sdk's own name
        attempt, now = _ATTEMPT.get(), self._door.clock.true()
        try:
            self._taken()
        except SlackApiError:
            known = self._door.dead.get(attempt.workspace, now)
            if now - known > UNDER_WAY:
                said = f"{attempt.workspace} was posted to with a token that was known to be dead since {known}"
                self._door.tokens.violations.append(said)
            await asyncio.sleep(0.1)
            raise
        attempt.outcome = await attempt.call()
        return {"ts": "1"}

    async def api_call(self, method: str, data: Any) -> dict[str, Any]:
        self._taken()
        attempt = _ATTEMPT.get()
        attempt.outcome = await attempt.call()
        return {}

    def _taken(self) -> None:
        if code := self._door.tokens.takes(self._token, self._door.clock.true()):
            raise answered(code)


def answered(code: str) -> SlackApiError:
    """Slack's answer with an error."""
    data = {"ok": False, "error": code}
    return SlackApiError(  # type: ignore[no-untyped-call]
        "", SimpleNamespace(status_code=200, headers={}, data=data, get=data.get)
    )
