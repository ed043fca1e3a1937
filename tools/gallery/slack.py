"""The gallery: every view as Block Kit JSON (for Block Kit Builder) and as a page that looks like Slack."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from adapters.slack.answering.requests import Place
from adapters.slack.listeners import app_home, setup_form, welcome
from adapters.slack.render.escape import web_address
from adapters.slack.render.messages import messages
from adapters.slack.render.rich_text import Json
from tools.gallery.slack_views import AT, ZONE, summaries, views

BUILDER = "https://app.slack.com/block-kit-builder"


def gallery(directory: Path) -> Sequence[Path]:
    """Write `<name>.json` for each message, modal and home, and one `index.html` with all of them."""
    directory.mkdir(parents=True, exist_ok=True)
    shown = rendered()
    written = []
    for name, payload in shown.items():
        path = directory / f"{name}.json"
        path.write_text(as_json(payload), encoding="utf-8")
        written.append(path)
    page = directory / "index.html"
    page.write_text(as_page(shown), encoding="utf-8")
    return [*written, page]


def rendered() -> Mapping[str, Json]:
    """Each payload by its name; a view of several messages has one for each."""
    found: dict[str, Json] = {}
    for name, (view, edition) in views().items():
        found |= _numbered(name, messages(view))
        if edition is not None:
            found |= _numbered(f"{name}-plain", messages(view, plain=True))
    well, paused = summaries()
    found["welcome"] = welcome.welcome()
    found["home"] = {"type": "home", "blocks": app_home.page([well, paused], [well])}
    place = Place("T1", "C1", "U1", "papers")
    found["setup-new"] = setup_form.form(place, None, ZONE)
    found["setup"] = setup_form.form(place, paused, ZONE, focus=setup_form.TIME)
    found["loading"] = setup_form.loading()
    return found


def as_json(payload: Json) -> str:
    """The payload as it is pasted into Block Kit Builder."""
    return json.dumps(payload, indent=2, ensure_ascii=False) + "\n"


def as_page(shown: Mapping[str, Json], theme: str = "light") -> str:
    """All payloads as one HTML page; every text is escaped, links lead only to http(s)."""
    jinja = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    jinja.filters["web"] = web_address
    return jinja.get_template("slack.html.j2").render(
        shown=shown, builder=BUILDER, theme=theme, time=f"{AT:%H:%M}"
    )


def _numbered(name: str, found: Sequence[Json]) -> dict[str, Json]:
    if len(found) == 1:
        return {name: found[0]}
    return {f"{name}-{number}": message for number, message in enumerate(found, 1)}
