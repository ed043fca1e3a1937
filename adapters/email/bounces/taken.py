"""What a bounce leads to: an address that fails for good gets nothing more, and whoever set it up is told."""

import asyncio
import logging

from adapters.email.bounces.report import read
from adapters.email.posting.envelopes import Envelopes
from adapters.email.posting.outcomes import refused
from bot.model.email_address import EmailAddress, address_of
from bot.ports import Lifecycle

log = logging.getLogger(__name__)


class Bounces:
    """Takes them, from wherever they come in."""

    def __init__(self, envelopes: Envelopes, lifecycle: Lifecycle) -> None:
        self._envelopes, self._lifecycle = envelopes, lifecycle

    async def take(self, raw: bytes) -> str:
        """Act on one, and say what came of it; what is none, or is not about mail of ours, does nothing."""
        bounce = await asyncio.to_thread(read, raw)
        if bounce is None:
            return "no bounce"
        found = self._envelopes.recipient(bounce.message_ids, bounce.addresses)
        if not found:
            log.info("bounce_not_ours")
            return "not ours"
        if not bounce.lasting:
            return "temporary"
        why = refused(f"mail to it came back: {bounce.said}", bounce.detail)
        email = EmailAddress.parse(found)
        await self._lifecycle.refused(address_of(email), why.reason, why.fix, gone=why.gone)
        log.info("bounced", extra={"channel": email.masked, "status": bounce.detail})
        return "suppressed" if why.gone else "paused"
