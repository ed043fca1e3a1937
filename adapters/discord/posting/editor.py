"""Showing a digest anew: an edit of our own message, within Discord's limits for it."""

import logging
from typing import Any, Final

import discord

from adapters.discord.api import errors
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES
from adapters.discord.api.places import snowflake
from adapters.discord.api.traffic import Invalid
from adapters.discord.posting.threads import channel_of
from adapters.discord.render.layout import arguments
from adapters.discord.render.messages import stamped
from adapters.rate_limit import RateLimiter, turn
from bot.errors import UserError
from bot.model.delivery import Delivery, Outcome, Receipt, Rejected, RetryAfter, Sent
from bot.ports import AdapterFacts, Message

log = logging.getLogger(__name__)

# A channel takes about 5 edits in 5 seconds: https://discord.com/developers/docs/topics/rate-limits
EDIT_INTERVAL: Final = 1.0
EDIT_BURST: Final = 3
OLD_MESSAGE: Final = 30046  # too many edits of a message older than an hour
OLD_SECONDS: Final = 60.0


class DiscordEditor:
    """The editor. One for the process."""

    def __init__(self, connection: Connection[Any], invalid: Invalid, adapter_facts: AdapterFacts) -> None:
        self._connection, self._invalid, self._adapter_facts = connection, invalid, adapter_facts
        self._pace = RateLimiter(EDIT_INTERVAL, EDIT_BURST)

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        """Once; the message keeps its token, by which it is known as ours."""
        if halted := self._invalid.halted():
            return RetryAfter(halted, "too many requests were refused")
        try:
            where = channel_of(receipt, snowflake(delivery.address.channel))
            number = snowflake(receipt.message_id)
            await turn(self._pace, where)
            client = await self._connection.rest()
            given = arguments(stamped(message, delivery.token), message)
            shown = {name: given[name] for name in ("view", "content", "allowed_mentions") if name in given}
            await client.get_partial_messageable(where).get_partial_message(number).edit(**shown)
        except UserError as error:
            return Rejected(error.sentence)
        except FAMILIES as error:
            if isinstance(error, discord.HTTPException) and error.code == OLD_MESSAGE:
                return RetryAfter(OLD_SECONDS, "Discord takes few edits of an old message")
            if isinstance(error, discord.NotFound):
                return Rejected(f"it is not there any more ({errors.described(error)})")
            return errors.unsent(error)
        return Sent(receipt)
