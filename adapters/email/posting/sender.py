"""How digests reach an address: rendered, put into an envelope, and handed to the outlet at a steady pace."""

from collections.abc import Sequence
from datetime import datetime

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

EVERYTHING = "mail"  # the key of the one rate there is


class EmailSender:
    """The sender for every address. `pace`: None where nothing leaves this machine."""

    def __init__(
        self, outlet: Outlet, envelopes: Envelopes, links: MailLinks, clock: Clock, pace: RateLimiter | None
    ) -> None:
        self._outlet, self._envelopes, self._links, self._pace = outlet, envelopes, links, pace
        self._clock = clock

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """One mail, or a few where one would be cut off."""
        return messages(view, edition, actions_for(self._links, edition), plain=plain)

    def turn(self, address: Address) -> NotYet | None:  # noqa: ARG002 -- the pace is the mail server's, not an address's
        """The rate of the settings, over all addresses."""
        if self._pace is None:
            return None
        if (left := self._pace.wait(EVERYTHING)) > 0:
            return NotYet(left, Scope.PLATFORM)
        self._pace.take(EVERYTHING)
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        """Hand it over once."""
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
