"""Views as HTML, for answers of the desk on a page: an element a block, and each button as its page has it."""

from collections.abc import Callable
from typing import assert_never

from markupsafe import Markup, escape

from adapters.web.pages.html import card_html, line_html
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    MessageBreak,
    Note,
    PaperCard,
    Paragraph,
    ThreadBreak,
    Tone,
    View,
)

AsHtml = Callable[[Button], Markup]  # how a button is offered on the page, "" if it is not
_TONES = {Tone.INFO: "", Tone.GOOD: " done", Tone.WARNING: " wrong", Tone.ERROR: " wrong"}


def view_html(view: View, button: AsHtml) -> Markup:
    """All of it, in order."""
    return Markup("").join(_block(each, button) for each in view.blocks)


def _block(block: Block, button: AsHtml) -> Markup:  # noqa: PLR0911 -- one for each kind of block
    match block:
        case Heading():
            return Markup("<h2>{}</h2>").format(block.text)
        case Paragraph():
            return Markup("<p>{}</p>").format(line_html(block.line))
        case Bullets():
            items = Markup("").join(Markup("<li>{}</li>").format(line_html(each)) for each in block.items)
            if block.start is None:
                return Markup('<ul class="bullets">{}</ul>').format(items)
            return Markup('<ol start="{}">{}</ol>').format(block.start, items)
        case Facts():
            pairs = Markup("").join(
                Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, line_html(said))
                for name, said in block.pairs
            )
            return Markup('<dl class="pairs">{}</dl>').format(pairs)
        case Note():
            return Markup('<p class="note{}">{}</p>').format(_TONES[block.tone], line_html(block.line))
        case Code():
            return Markup('<div class="copy"><code>{}</code></div>').format(block.text)
        case Buttons():
            return _row(block.buttons, button)
        case PaperCard():
            return card_html(block) + _row((*block.buttons, *block.menu), button)
        case File():
            return Markup('<pre tabindex="0" role="region" aria-label="{}">{}</pre>').format(
                block.name, block.text
            )
        case ThreadBreak() | MessageBreak():
            return Markup("")
        case _:
            assert_never(block)


def _row(buttons: tuple[Button, ...], button: AsHtml) -> Markup:
    offered = [made for each in buttons if (made := button(each))]
    return Markup('<div class="row">{}</div>').format(Markup(" ").join(offered)) if offered else Markup("")


def link_button(label: str, path: str) -> Markup:
    """A button that only shows something."""
    return Markup('<a class="act" href="{}">{}</a>').format(path, label)


def form_button(label: str, path: str) -> Markup:
    """A button that does something."""
    return Markup('<form method="post" action="{}"><button class="act">{}</button></form>').format(
        path, escape(label)
    )
