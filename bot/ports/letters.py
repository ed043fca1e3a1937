"""Letters: mail to an address that is no digest (to confirm, or to have a new link)."""

from dataclasses import dataclass
from typing import Protocol

from bot.model.channel import Address
from bot.model.delivery import Outcome
from bot.views.blocks import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`links`: (label, address) in order, the first is what the letter is for. `stop`: where to say that nothing
    more is to come (List-Unsubscribe), "" if there is none. `key` is the same for the same letter, and no other's.
    """

    to: Address
    key: str
    subject: str
    view: View
    links: tuple[tuple[str, str], ...] = ()
    stop: str = ""


class Letters(Protocol):
    """How a platform of e-mail posts them."""

    def hindrance(self) -> str:
        """Why letters do not leave this machine and what its operator has to set, in a sentence; "" if they do."""
        ...

    async def post(self, letter: Letter) -> Outcome:
        """Try once; never raises for what the outside does."""
        ...
