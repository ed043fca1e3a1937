"""How digests reach Discord: one request a part, with a deterministic nonce."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

import discord

from adapters.discord.api import errors, limits
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import Place, Places
from adapters.discord.api.rate_limit import Release, Throttle
from adapters.discord.api.traffic import ONE_TRY, PAID, Invalid
from adapters.discord.posting.after_post import afterwards
from adapters.discord.posting.crossposts import Crossposts
from adapters.discord.posting.look_up import look_up
from adapters.discord.posting.tags import applied
from adapters.discord.posting.threads import open_thread, reopen
from adapters.discord.posting.token_test import TokenTest
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import OURS, render, stamped
from adapters.rate_limit import RateLimiter
from bot.errors import UserError
from bot.model.channel import Address
from bot.model.delivery import (
    Delivery,
    Lookup,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
)
from bot.model.digest import Edition
from bot.ports import AdapterFacts, Message, NotYet
from bot.views.blocks import View

log = logging.getLogger(__name__)

NONCE_SECONDS: Final = 60.0  # Discord promises "the past few minutes"; this is surely within them
REFUSED_SECONDS: Final = 30.0  # after a refusal nothing is asked of a channel for so long
DELETED: Final = "deleted"  # the receipt of a message that someone deleted before its receipt came


class DiscordSender:
    """The sender. One for the process; the client behind it is renewed when the gateway is lost."""

    def __init__(  # noqa: PLR0917 -- made in one place, from parts that it shares
        self,
        connection: Connection[Any],
        throttle: Throttle,
        invalid: Invalid,
        channels: RateLimiter,
        crossposts: Crossposts,
        adapter_facts: AdapterFacts,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection, self._throttle, self._invalid = connection, throttle, invalid
        self._adapter_facts, self._monotonic = adapter_facts, monotonic
        self._token = TokenTest(connection, monotonic)
        self._places = Places()
        self._crossposts = crossposts
        self._channels = channels
        self._released: dict[Address, Release] = {}
        self._refused: dict[str, tuple[float, int, Refused]] = {}  # until when, of which digest, and why

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """The view as messages within Discord's limits."""
        return render(view, edition, plain=plain)

    def turn(self, address: Address) -> NotYet | None:
        """The channel's pace, then the bot's over all its channels."""
        if (left := self._channels.wait(address.channel)) > 0:
            return NotYet(left)
        if (left := self._throttle.wait_in_line()) > 0:
            return NotYet(left, Scope.PLATFORM)
        self._channels.take(address.channel)
        self._released[address] = self._throttle.urgent()
        return None

    def welcome(self, address: Address) -> None:
        """The channel can be posted to again."""
        self._refused.pop(address.channel, None)

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """One attempt: one request that posts, never repeated by the client below."""
        released = self._released.pop(delivery.address, None)
        if waits := await self._token.before():
            return waits
        found = await self._attempt(delivery, message, root, released)
        return await self._token.after() if found == errors.token_refused() else found

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        """Within the nonce's window by posting again, which Discord answers with the first message; else, and for
        forum posts, by looking for the token in the channel's history.
        """
        if halted := self._invalid.halted():
            return _halted(halted)
        try:
            client = await self._connection.rest()
            place = await self._place(client, delivery, message, root)
        except (*FAMILIES, UserError) as error:
            return _as_lookup(errors.unsent(error))
        if isinstance(place, Rejected):
            return NotThere()  # sending it again says why
        since = delivery.first_tried or now
        if not place.forum and (now - since).total_seconds() < NONCE_SECONDS:
            return _as_lookup(await self._attempt(delivery, message, root, None))
        try:
            return await look_up(client, place, delivery.token, since)
        except FAMILIES as error:
            return _as_lookup(errors.unsent(error))

    async def _attempt(
        self, delivery: Delivery, message: Message, root: Receipt | None, released: Release | None
    ) -> Outcome:
        if halted := self._invalid.halted():
            return _halted(halted)
        until, digest, refusal = self._refused.get(delivery.address.channel, (0.0, 0, None))
        if refusal and until > self._monotonic() and delivery.digest <= digest:
            return refusal  # one that was planned later was so because somebody mended it
        try:
            client = await self._connection.rest()
        except FAMILIES as error:
            return errors.unsent(error)
        with client.posting():
            return await self._attempt_with(client, delivery, message, root, released)

    async def _attempt_with(
        self,
        client: Any,
        delivery: Delivery,
        message: Message,
        root: Receipt | None,
        released: Release | None,
    ) -> Outcome:
        try:
            place = await self._place(client, delivery, message, root)
            if isinstance(place, Rejected):
                return place
            await self._keep(message, delivery.address.workspace)
        except (*FAMILIES, UserError) as error:
            if isinstance(error, discord.NotFound) and error.code == errors.UNKNOWN_MESSAGE:
                return Rejected("the digest's first message was deleted in Discord")
            return self._noted(delivery, errors.unsent(error))
        PAID.set(released)
        ONE_TRY.set(True)
        try:
            posted = await _post(place, stamped(message, delivery.token), message, nonce_of(delivery))
        except FAMILIES as error:
            ONE_TRY.set(False)
            if isinstance(error, discord.HTTPException) and error.code == errors.THREAD_ARCHIVED:
                return self._noted(delivery, await reopen(client, place))
            return self._noted(delivery, _meaning(error, place, delivery))
        finally:
            ONE_TRY.set(False)
            PAID.set(None)
        await afterwards(client, self._crossposts, place, posted, message, first=delivery.part == 0)
        return Sent(receipt(place.guild, posted))

    async def _place(
        self, client: discord.Client, delivery: Delivery, message: Message, root: Receipt | None
    ) -> Place | Rejected:
        place = await self._places.of(client, delivery.address)
        about = message[OURS]
        if not delivery.part or root is None or (place.forum and about.get("own")):
            return place
        if not (place.forum or about["threaded"] or about["thread"]) or place.guild is None:
            return place
        if root.message_id == DELETED:
            return Rejected("the digest's first message was deleted in Discord")
        if not place.forum:
            await open_thread(client, place, int(root.message_id), about["title"])
        return self._places.thread(client, place, root)

    async def _keep(self, message: Message, workspace: str) -> None:
        for name, command in message[OURS]["commands"].items():
            await self._adapter_facts.write("discord", f"command:{workspace}:{name}", command)

    def _noted(self, delivery: Delivery, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Refused):
            until = self._monotonic() + REFUSED_SECONDS
            self._refused[delivery.address.channel] = (until, delivery.digest, outcome)
            for channel in [c for c, (until, *_) in self._refused.items() if until < self._monotonic()]:
                del self._refused[channel]
        return outcome


def receipt(guild: int | None, posted: discord.Message) -> Receipt:
    """The message's id, and its link, also where the gateway's cache does not know the server."""
    number = str(posted.id)
    return Receipt(number, f"https://discord.com/channels/{guild or '@me'}/{posted.channel.id}/{number}")


def nonce_of(delivery: Delivery) -> str:
    """The part's own nonce; the plain text of a rejected part is another text and so has another nonce."""
    if not delivery.plain:
        return delivery.token[: limits.NONCE]
    return blake2b(delivery.token.encode(), digest_size=12).hexdigest()


async def _post(place: Place, sent: dict[str, Any], message: Message, nonce: str) -> discord.Message:
    given = arguments(sent, message)
    if isinstance(place.channel, discord.ForumChannel):
        about = message[OURS]
        made = await place.channel.create_thread(
            name=limits.clip(about["title"] or "Papers", limits.THREAD_NAME),
            applied_tags=applied(place.channel, about["tags"]),
            **given,
        )
        return made.message
    return await place.channel.send(nonce=nonce, **given)


def _meaning(error: BaseException, place: Place, delivery: Delivery) -> Outcome:
    code = error.code if isinstance(error, discord.HTTPException) else 0
    if code == errors.UNKNOWN_MESSAGE:
        # No reply is ever made, so the message meant is the one first posted with this nonce: it arrived, and
        # somebody deleted it.
        return Sent(Receipt(DELETED))
    if code == errors.UNKNOWN_CHANNEL and str(place.number) != delivery.address.channel and place.guild:
        return Rejected("the digest's thread was deleted in Discord")
    return errors.outcome(error)


def _halted(seconds: float) -> RetryAfter:
    log.error("sending_halted", extra={"seconds": round(seconds)})
    reason = "too many requests were refused; sending rests so that Discord does not ban this address"
    return RetryAfter(seconds, reason, Scope.PLATFORM)


def _as_lookup(outcome: Outcome) -> Lookup:
    match outcome:
        case Sent() | RetryAfter():
            return outcome
        case Rejected() | Refused():
            return NotThere()  # it says itself that nothing was accepted; sending it again settles it
        case _:
            return RetryAfter(None, outcome.reason)
