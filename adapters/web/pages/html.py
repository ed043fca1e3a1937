"""HTML: the templates, and what they may ask for. Every text is escaped by itself; only SVG made here is not."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.web import paths
from bot.views.blocks import Inline, Line, Link, Moment, PaperCard, Text, Typed
from bot.views.plain_text import authors, day, moment, web_address

STATIC: Final = files("adapters.web.pages") / "static"
_MARK, _CODE = Markup("<mark>{}</mark>"), Markup("<code>{}</code>")
_ITALIC, _BOLD = Markup("<em>{}</em>"), Markup("<strong>{}</strong>")


def render(name: str, **values: Any) -> str:
    """The page of that name."""
    return _environment().get_template(f"{name}.html.j2").render(values)


def line_html(line: Line) -> Markup:
    """A view's line, with its marks and links."""
    return Markup("").join(_inline(part) for part in line)


def card_html(card: PaperCard) -> Markup:
    """A paper's card within an answer."""
    entry: Callable[[PaperCard], Markup] = vars(_environment().get_template("parts.html.j2").module)["entry"]
    return entry(card)


def static_file(name: str) -> bytes:
    """One of our own files."""
    return (STATIC / name).read_bytes()


@lru_cache
def static_path(name: str) -> str:
    """Its path: another one once it is another file, so that it may be kept for ever."""
    return f"/static/{name}?v={sha256(static_file(name)).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("adapters.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    helpers: dict[str, Callable[..., Any]] = {
        "authors": authors,
        "day": day,
        "iso": date.isoformat,
        "line": line_html,
        "moment": moment,
        "web": web_address,
        "when": _when,
        "static": static_path,
    }
    made.filters.update(helpers)
    made.globals["paths"] = paths
    return made


def _when(at: tuple[datetime | None, str]) -> str:
    """An instant in a zone, as all of Paperboy writes it."""
    instant, zone = at
    return moment(Moment(instant, zone)) if instant else "none"


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
            return (
                Markup('<a href="{}" rel="noopener">{}</a>').format(where, part.text)
                if where
                else escape(part.text)
            )
        case Moment():
            return Markup('<time datetime="{}">{}</time>').format(part.at.isoformat(), moment(part))
        case Typed():
            return _CODE.format(f"/papers {part.text}")
