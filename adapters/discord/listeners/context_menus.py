"""Context menus on a message: the papers in it, found again."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import discord

from adapters.discord.api import limits
from adapters.discord.posting.look_up import message_texts
from adapters.discord.render import escape
from adapters.discord.render.buttons import PLAIN, TEMPLATE
from adapters.discord.render.packing import select
from adapters.discord.render.wire import Component

_OURS: Final = re.compile(TEMPLATE)
_PAPER_COMMANDS: Final = frozenset({"save", "hide", "similar", "why", "paper", "vote", "unsave"})
_TITLE: Final = re.compile(r"\[((?:\\.|[^\\\]])+)\]\((https?://[^)\s]+)\)")
_LINK: Final = re.compile(
    r"https?://(?:www\.|export\.)?(?:arxiv\.org/(?:abs|pdf|html)|huggingface\.co/papers|alphaxiv\.org/abs"
    r"|openreview\.net/forum\?id=|doi\.org)[^\s<>)\]]*",
    re.IGNORECASE,
)


def papers_in(message: discord.Message) -> list[tuple[str, str]]:
    """(label, reference) of each paper: from the buttons and linked titles of a digest, else from links."""
    found: dict[str, str] = {}
    for title, command in _walk(message.components, ""):
        verb, _, reference = command.partition(" ")
        if verb in _PAPER_COMMANDS and reference:
            found.setdefault(reference, title or reference)
    if not found:
        text = "\n".join((*message_texts(message), *(e.url or "" for e in message.embeds)))
        named = {url: _plain(shown) for shown, url in _TITLE.findall(text)}
        for link in _LINK.findall(text):
            found.setdefault(link, named.get(link, link))
    return [
        (limits.clip(escape.clean(label), limits.OPTION_LABEL), reference) for reference, label in found.items()
    ]


def chooser(verb: str, papers: Iterable[tuple[str, str]]) -> Component | None:
    """A select among the papers; what is chosen is carried out."""
    return select(((label, f"{verb} {reference}") for label, reference in papers), "Which paper?")


def _walk(components: Iterable[Any], title: str) -> Iterator[tuple[str, str]]:
    """(the title it stands under, command) of each button and choice."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            titles = _TITLE.findall(component.content)
            title = _plain(titles[0][0]) if titles else title
        elif isinstance(component, discord.components.Button):
            match = _OURS.fullmatch(component.custom_id or "")
            if match and match["kind"] == PLAIN:
                yield title, match["body"]
        elif isinstance(component, discord.components.SelectMenu):
            yield from ((option.label, option.value) for option in component.options)
        yield from _walk(getattr(component, "children", ()), title)


def _plain(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped).replace("\u200b", "")
