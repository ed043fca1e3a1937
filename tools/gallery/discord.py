"""The gallery: every view as the JSON that Discord gets and as a page that looks like Discord."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from adapters.discord.answering.additions import with_forms
from adapters.discord.render.messages import COLOUR, OURS, render, stamped
from bot.ports import Message
from tools.gallery.discord_views import AT, views
from tools.gallery.markdown_html import to_html

FORMS_BELOW = frozenset({"list", "help", "welcome"})  # as `Replies` and `Events` send them
_TOKEN = "k3q9x0a7m2r5t8w1"  # noqa: S105 -- a delivery's token as it looks, no secret


def gallery(directory: Path) -> Sequence[Path]:
    """Write `<view>.json` and `<view>.html` for each view, plain renderings included; the files written."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, messages in rendered().items():
        data, page = directory / f"{name}.json", directory / f"{name}.html"
        data.write_text(as_json(messages), encoding="utf-8")
        page.write_text(as_page(name, messages), encoding="utf-8")
        written += [data, page]
    return written


def rendered() -> Mapping[str, Sequence[Message]]:
    """Each view's messages by its name; `-plain` is what is sent after Discord rejected the rich form."""
    found: dict[str, Sequence[Message]] = {}
    for name, (view, edition) in views().items():
        messages = render(view, edition)
        found[name] = [*messages[:-1], with_forms(messages[-1])] if name in FORMS_BELOW else messages
        if edition:
            found[f"{name}-plain"] = render(view, edition, plain=True)
    return found


def as_json(messages: Sequence[Message]) -> str:
    """What goes over the wire, readable, with what the sender knows beside it."""
    return json.dumps([_sent(message) for message in messages], indent=2, ensure_ascii=False) + "\n"


def as_page(name: str, messages: Sequence[Message], theme: str = "dark") -> str:
    """The messages as an HTML page."""
    jinja = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    shown = [_sent(message) | {"threaded": message[OURS]["threaded"]} for message in messages]
    return jinja.get_template("discord.html.j2").render(
        name=name,
        messages=shown,
        theme=theme,
        colour=f"#{COLOUR:06x}",
        time=f"{AT:%d/%m/%Y %H:%M}",
        markdown=lambda text: Markup(to_html(text)),  # noqa: S704 -- to_html escapes everything first
    )


def _sent(message: Message) -> dict[str, Any]:
    return stamped(message, _TOKEN) | {OURS: message[OURS]}
