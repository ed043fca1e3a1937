"""How word of e-mail comes back: bounces. Commands come from the links of a mail, which the web serves."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256

from adapters.email.bounces.mailbox import Mailbox
from adapters.email.bounces.taken import Bounces
from adapters.email.doctor import examine
from adapters.email.letters import EmailLetters
from adapters.email.posting.relay import Relay
from adapters.email.settings import EmailSettings
from bot.errors import UserError
from bot.model.channel import Address, Channel
from bot.model.delivery import Sent
from bot.model.email_address import EmailAddress, address_of
from bot.model.obstacle import Hindrance
from bot.ports import Clock, Finding, Letter
from bot.views.blocks import View


class EmailListener:
    """`mailbox`: where bounces come in, None if none is read; `relay`: None where nothing is sent."""

    def __init__(
        self,
        settings: EmailSettings,
        letters: EmailLetters,
        clock: Clock,
        bounces: Bounces,
        *,
        relay: Relay | None,
        mailbox: Mailbox | None,
        home: str,
    ) -> None:
        self._settings, self._letters, self._clock = settings, letters, clock
        self.bounces = bounces
        self._relay, self._mailbox, self._home = relay, mailbox, home

    async def serve(self) -> None:
        """Read bounces until cancelled."""
        if self._mailbox is not None:
            await self._mailbox.watch()
        await asyncio.Event().wait()

    async def tell(self, workspace: str, person: str, view: View) -> bool:  # noqa: ARG002 -- there is one workspace
        """A letter, if the person is an address."""
        try:
            to = address_of(EmailAddress.parse(person))
        except UserError:
            return False
        key = sha256(f"{self._clock.now().isoformat()} {view.summary}".encode()).hexdigest()
        return isinstance(await self._letters.post(Letter(to=to, key=key, subject=view.summary, view=view)), Sent)

    async def alive(self, workspace: str) -> bool | None:  # noqa: ARG002 -- as above
        """A mail server does not tell of addresses."""
        return None

    async def hindrance(self, channel: Channel) -> Hindrance:  # noqa: ARG002 -- nothing hinders a mail from going
        """Never: that it goes into a folder is for letters to say, and for doctor."""
        return Hindrance()

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:  # noqa: ARG002 -- it has none
        """E-mail has no settings of its own."""
        return f"There is no setting {name}: e-mail has none of its own."

    async def check(self, address: Address | None) -> Sequence[Finding]:  # noqa: ARG002 -- every address is alike
        """What `doctor` prints."""
        return await examine(self._settings, self._relay, self._mailbox, self._home)
