"""Mail that is no digest: a confirmation, or word to whoever set a channel up."""

from adapters.email.posting.envelopes import Envelopes
from adapters.email.posting.mail import Outlet
from adapters.email.render.letters import letter_message
from bot.model.delivery import Outcome, Rejected
from bot.ports import Clock, Letter


class EmailLetters:
    """Implements `bot.ports.Letters`. `kept`: the folder that mail is written into, "" if it is sent."""

    def __init__(self, outlet: Outlet, envelopes: Envelopes, clock: Clock, kept: str) -> None:
        self._outlet, self._envelopes, self._clock, self._kept = outlet, envelopes, clock, kept

    def hindrance(self) -> str:
        """Why nothing leaves this machine."""
        if not self._kept:
            return ""
        return f"Mail is only written into {self._kept}, not sent: set SMTP_URL and MAIL_FROM (docs/email.md)."

    async def post(self, letter: Letter) -> Outcome:
        """Hand it over once."""
        try:
            message = letter_message(letter)
            mail = self._envelopes.letter(letter.to.channel, letter.key, message, self._clock.now())
        except ValueError as error:  # an address that is none
            return Rejected(f"it cannot be put into an envelope ({type(error).__name__})")
        return await self._outlet.post(mail)
