"""What a reader can do by a link of the mail: an address for each, "" where there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.errors import UserError
from bot.model.digest import Edition
from bot.model.mail_links import MailLinks
from bot.views.blocks import PaperCard

OF_A_PAPER: Final = (
    ("save", "Save"),
    ("hide", "Not relevant"),
    ("why", "Why this?"),
)  # verbs as buttons type them
PAUSE: Final = "pause 1w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The links of one mail to one address. `command` makes one of what a button would type."""

    command: Callable[[str], str] = lambda _command: ""
    manage: str = ""  # the page of its own: keywords, hour, zone
    unsubscribe: str = ""  # a page; the same address takes the mail program's one-click POST (RFC 8058)

    def of_channel(self) -> tuple[tuple[str, str], ...]:
        """Label and address of each that is about the whole subscription, the last one ends it."""
        all_of_them = (
            ("Choose keywords", f"{self.manage}#keywords" if self.manage else ""),
            ("Change the hour", f"{self.manage}#hour" if self.manage else ""),
            ("Pause for a week", self.command(PAUSE)),
            ("Unsubscribe", self.unsubscribe),
        )
        return tuple((label, url) for label, url in all_of_them if url)

    def of_paper(self, card: PaperCard) -> tuple[tuple[str, str], ...]:
        """Label and address of each that the card offers."""
        offered = {button.command.partition(" ")[0]: button.command for button in (*card.buttons, *card.menu)}
        made = ((label, self.command(offered[verb])) for verb, label in OF_A_PAPER if verb in offered)
        return tuple((label, url) for label, url in made if url)


NONE: Final = Actions()


def actions_for(links: MailLinks, edition: Edition | None) -> Actions:
    """Those of a digest's mail; of other mail none. They are counted from when the digest was planned."""
    if edition is None:
        return NONE
    channel, at = edition.channel.key, edition.digest.planned
    return Actions(
        command=lambda command: _made(links, channel, command, at),
        manage=links.manage(channel, at),
        unsubscribe=links.unsubscribe(channel, at),
    )


def _made(links: MailLinks, channel: int, command: str, at: datetime) -> str:
    """A paper whose id is too long for a link has none."""
    try:
        return links.command(channel, command, at)
    except UserError:
        return ""
