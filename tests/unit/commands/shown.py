"""What a reply of the desk shows."""

from bot.ports.request import Reply
from bot.views.blocks import Buttons, PaperCard


def cards(reply: Reply) -> list[PaperCard]:
    return [block for block in reply.view.blocks if isinstance(block, PaperCard)]


def titles(reply: Reply) -> list[str]:
    return [card.title for card in cards(reply)]


def commands(reply: Reply) -> list[str]:
    return [b.command for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons]


def text_of(reply: Reply) -> str:
    return "\n".join(str(block) for block in reply.view.blocks)
