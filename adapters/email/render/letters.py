"""A letter as a mail."""

from adapters.email.render.actions import NONE
from adapters.email.render.bounds import ABSTRACTS, bounded
from adapters.email.render.html import Page, html_part
from adapters.email.render.subject import PREHEADER, one_line
from adapters.email.render.text import text_part
from bot.ports import Letter, Message
from bot.views.blocks import Heading


def letter_message(letter: Letter) -> Message:
    """Its text, and its links below: the first is what the letter is for."""
    blocks = bounded(letter.view, ABSTRACTS[-1]).blocks
    blocks = blocks if any(isinstance(block, Heading) for block in blocks) else (Heading(letter.subject), *blocks)
    foot = (f"Paperboy writes to {letter.to.channel}.",)
    subject = one_line(letter.subject)
    page = Page(
        subject=subject,
        preheader=one_line(letter.view.summary, PREHEADER),
        kicker="Paperboy",
        foot=foot,
        links=letter.links,
    )
    return {
        "subject": subject,
        "text": text_part(blocks, NONE, foot, letter.links),
        "html": html_part(blocks, NONE, page),
        "unsubscribe": letter.stop,
    }
