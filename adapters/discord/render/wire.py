"""Components as Discord's own dictionaries.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

Component: TypeAlias = dict[str, Any]

ACTION_ROW: Final = 1
BUTTON: Final = 2
STRING_SELECT: Final = 3
SECTION: Final = 9
TEXT: Final = 10
THUMBNAIL: Final = 11
FILE: Final = 13
SEPARATOR: Final = 14
CONTAINER: Final = 17

LINK_STYLE: Final = 5  # of a button

IS_COMPONENTS_V2: Final = 1 << 15  # message flags
SUPPRESS_EMBEDS: Final = 1 << 2


def text(content: str) -> Component:
    """A text display."""
    return {"type": TEXT, "content": content}


def row(items: Sequence[Component]) -> Component:
    """An action row."""
    return {"type": ACTION_ROW, "components": list(items)}


def button(label: str, custom_id: str, style: int) -> Component:
    """A button that is a command."""
    return {"type": BUTTON, "style": style, "label": label, "custom_id": custom_id}


def link_button(label: str, url: str) -> Component:
    """A button that leads to a page; Discord opens it without asking us."""
    return {"type": BUTTON, "style": LINK_STYLE, "label": label, "url": url}


def section(content: str, picture: str) -> Component:
    """Text with a picture beside it."""
    beside = {"type": THUMBNAIL, "media": {"url": picture}}
    return {"type": SECTION, "components": [text(content)], "accessory": beside}


def separator() -> Component:
    """A thin line."""
    return {"type": SEPARATOR, "divider": True, "spacing": 1}


def select(custom_id: str, placeholder: str, options: Sequence[tuple[str, str]]) -> Component:
    """A select of one among (label, value)."""
    shown = [{"label": label, "value": value} for label, value in options]
    return {"type": STRING_SELECT, "custom_id": custom_id, "placeholder": placeholder, "options": shown}


def file(name: str) -> Component:
    """An attached file, shown where it stands."""
    return {"type": FILE, "file": {"url": f"attachment://{name}"}}


def container(components: Sequence[Component], colour: int) -> Component:
    """A box with a coloured edge."""
    return {"type": CONTAINER, "accent_color": colour, "components": list(components)}


def count(components: Iterable[Component]) -> int:
    """How many components, nested ones included."""
    return sum(1 + ("accessory" in each) + count(each.get("components", ())) for each in components)


def interactive(components: Iterable[Component]) -> Iterator[Component]:
    """Every component that has an id of ours, in order."""
    for component in components:
        if "custom_id" in component:
            yield component
        yield from interactive(component.get("components", ()))


def texts(components: Iterable[Component]) -> list[str]:
    """Every text display's content, in order."""
    found: list[str] = []
    for component in components:
        if component["type"] == TEXT:
            found.append(component["content"])
        found += texts(component.get("components", ()))
    return found
