"""How digests reach an address: rendered, put into an envelope, and handed to the outlet at a steady pace."""

import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from adapters.email.posting.envelopes import Envelopes
from adapters.email.posting.mail import Mail, Outlet
from adapters.email.render.actions import actions_for
from adapters.email.render.messages import messages
from adapters.rate_limit import RateLimiter
from bot.model.channel import Address
from bot.model.delivery import Delivery, Lookup, Outcome, Receipt, Rejected, Scope, Unknown
from bot.model.digest import Edition
from bot.model.mail_links import MailLinks
from bot.ports import Clock, Message, NotYet
from bot.views.blocks import View

EVERYTHING: Final = "mail"  # the key of the one rate there is
SOON: Final = 0.02  # seconds until a connection is looked for again
GRANTED: Final = 5.0  # seconds after which a turn that came to nothing is free again


class EmailSender:
    """The sender for every address. `pace`: None where nothing leaves this machine."""

    def __init__(
        self, outlet: Outlet, envelopes: Envelopes, links: MailLinks, clock: Clock, pace: RateLimiter | None
    ) -> None:
        self._outlet, self._envelopes, self._links, self._pace = outlet, envelopes, links, pace
        self._clock = clock
        self._granted: deque[float] = deque()  # turns that were taken and have not come to sending

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """One mail, or a few where one would be cut off."""
        return messages(view, edition, actions_for(self._links, edition), plain=plain)

    def turn(self, address: Address) -> NotYet | None:  # noqa: ARG002 -- it is the server's pace
        """The rate of the settings, over all addresses, and a free connection: what is begun and waits for one
        would be in doubt if the process died.
        """
        now = time.monotonic()
        while self._granted and self._granted[0] < now - GRANTED:
            self._granted.popleft()
        if len(self._granted) >= self._outlet.free():
            return NotYet(SOON, Scope.PLATFORM)
        if self._pace is not None:
            if (left := self._pace.wait(EVERYTHING)) > 0:
                return NotYet(left, Scope.PLATFORM)
            self._pace.take(EVERYTHING)
        self._granted.append(now)
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """Hand it over once."""
        if self._granted:
            self._granted.popleft()  # from here on the connection itself is counted
        mail = self._mail(delivery, message, root)
        return mail if isinstance(mail, Rejected) else await self._outlet.post(mail)

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:  # noqa: ARG002 -- it is there or not
        """A mail server cannot be asked; a folder can."""
        mail = self._mail(delivery, message, root)
        return Unknown(mail.reason) if isinstance(mail, Rejected) else await self._outlet.find(mail)

    def _mail(self, delivery: Delivery, message: Message, root: Receipt | None) -> Mail | Rejected:
        try:
            return self._envelopes.digest(delivery, message, root, delivery.last_tried or self._clock.now())
        except ValueError as error:  # an address that is none, whoever stored it
            return Rejected(f"it cannot be put into an envelope ({type(error).__name__})")
