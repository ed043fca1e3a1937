"""The faithful `text` of a view, not yet escaped: for notifications, screen readers and the plain rendering."""

from adapters.slack.registered import COMMAND
from adapters.slack.render.escape import web_address
from bot.views.blocks import Block, PaperCard
from bot.views.plain_text import card_lines, lines, words


def block_text(block: Block, *, commands: bool = False) -> str:
    """The block as unescaped plain text, "" if it has none; with `commands`, buttons are what one may type."""
    typed = (lambda command: f"{COMMAND} {command}") if commands else None
    return "\n".join(words(line, web_address) for line in lines(block, typed))


def card_text(card: PaperCard) -> str:
    """The card as unescaped plain text."""
    return "\n".join(words(line, web_address) for line in card_lines(card))
