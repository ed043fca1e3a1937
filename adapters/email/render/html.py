"""The HTML part: one template, its style written into each element, nothing that is fetched from anywhere."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, assert_never

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.email.render.actions import Actions
from bot.views.blocks import (
    Block,
    Bullets,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Inline,
    Line,
    Link,
    MessageBreak,
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Typed,
)
from bot.views.plain_text import SIGNS, byline, facts, moment, web_address

_INLINER: Final = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_BETWEEN: Final = re.compile(r">\s*\n\s*<")
# Invisible letters after the preheader, or mail programs go on with what comes next: https://www.litmus.com/blog/the-little-known-preview-text-hack
_AFTER_PREHEADER: Final = Markup("&#847;&zwnj;&nbsp;") * 60
_MARK, _CODE = Markup("<strong>{}</strong>"), Markup("<code>{}</code>")
_ITALIC, _BOLD = Markup("<em>{}</em>"), Markup("<strong>{}</strong>")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands around the blocks."""

    subject: str
    preheader: str
    kicker: str
    foot: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()  # what a letter is for, the first to be seen from afar


def html_part(blocks: Sequence[Block], actions: Actions, page: Page) -> str:
    """All of it, with every style in place."""
    made = (
        _environment()
        .get_template("mail.html.j2")
        .render(
            blocks=[shown for block in blocks if (shown := _shown(block, actions)) is not None],
            page=page,
            actions=actions.of_channel(),
            filler=_AFTER_PREHEADER,
        )
    )
    return _INLINER.inline(_BETWEEN.sub("><", _CONTROLS.sub("", made)))


def _shown(block: Block, actions: Actions) -> Mapping[str, Any] | None:  # noqa: PLR0911 -- a case a block
    """What the template needs to know of it; None for what a mail does not show."""
    match block:
        case Heading(text=text):
            return {"kind": "heading", "text": text}
        case Paragraph(line=line):
            return {"kind": "paragraph", "line": line}
        case Note(line=line, tone=tone):
            return {"kind": "note", "line": line, "sign": SIGNS[tone]}
        case Bullets(items=items, start=start):
            return {"kind": "bullets", "items": items, "start": start}
        case Facts(pairs=pairs):
            return {"kind": "facts", "pairs": pairs}
        case Code(text=text):
            return {"kind": "code", "name": "", "text": text}
        case File(name=name, text=text):
            return {"kind": "code", "name": name, "text": text}
        case PaperCard():
            return {
                "kind": "card",
                "card": block,
                "byline": " · ".join(byline(block)),
                "facts": facts(block),
                "actions": actions.of_paper(block),
            }
        case Buttons() | ThreadBreak() | MessageBreak():  # what is typed elsewhere is a link of the foot here
            return None
        case _:
            assert_never(block)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("adapters.email.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    helpers: dict[str, Callable[..., Any]] = {"line": line_html, "web": web_address}
    made.filters.update(helpers)
    return made


def line_html(line: Line) -> Markup:
    """A view's line, with its marks and links."""
    return Markup("").join(_inline(part) for part in line)


def _inline(part: Inline) -> Markup:
    match part:
        case Text():
            text = escape(part.text)
            forms = ((part.mark, _MARK), (part.code, _CODE), (part.italic, _ITALIC), (part.bold, _BOLD))
            for wanted, form in forms:
                text = form.format(text) if wanted else text
            return text
        case Link():
            where = web_address(part.url)
            return Markup('<a href="{}">{}</a>').format(where, part.text) if where else escape(part.text)
        case Moment():
            return escape(moment(part))
        case Typed():
            return _CODE.format(part.text)
        case _:
            assert_never(part)
