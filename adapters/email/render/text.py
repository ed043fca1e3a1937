"""The text part: the view's own plain text, wrapped for a terminal, its links as numbered notes at the end."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from adapters.email.render.actions import Actions
from bot.views.blocks import Block, Heading, PaperCard
from bot.views.plain_text import lines, words

WIDTH: Final = 72  # columns, as mail programs have counted since terminals had 80
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class _Notes:
    """Addresses, each by its number."""

    urls: list[str] = field(default_factory=list)

    def mark(self, url: str) -> str:
        self.urls.append(url)
        return f"[{len(self.urls)}]"


def text_part(
    blocks: Sequence[Block], actions: Actions, foot: Sequence[str], links: Sequence[tuple[str, str]] = ()
) -> str:
    """All of it; `links` are what a letter is for, `foot` sentences that say whose mail this is."""
    notes = _Notes()
    said = [part for block in blocks for part in _block(block, actions, notes)]
    said += [f"\n{label}:\n{url}" for label, url in links]
    said += ["", "-- ", *(wrapped(sentence) for sentence in foot)]
    said += [f"{label}:\n{url}" for label, url in actions.of_channel()]
    if notes.urls:
        said += ["", *(f"[{number}] {url}" for number, url in enumerate(notes.urls, 1))]
    return "\n".join(said).strip("\n") + "\n"


@lru_cache(maxsize=512)  # of one long digest, which is said again whenever it is shortened or divided
def wrapped(text: str, indent: str = "", *, rest: str = "") -> str:
    """Lines of at most WIDTH columns, those after the first `rest` further in; an address is never broken."""
    made = (
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in _CONTROLS.sub("", text).split("\n")
    )
    return "\n".join(made)


def _block(block: Block, actions: Actions, notes: _Notes) -> Iterator[str]:
    found = [words(line) for line in lines(block)]
    if not found:
        return
    match block:
        case Heading():
            head = wrapped(found[0])
            yield f"\n{head}\n{'-' * min(WIDTH, max(map(len, head.splitlines()), default=1))}"
        case PaperCard():
            yield "\n" + wrapped(found[0], rest="   ")
            yield from (wrapped(line, "   ") for line in found[1:])
            if offered := actions.of_paper(block):
                yield "   " + " · ".join(f"{label} {notes.mark(url)}" for label, url in offered)
        case _:
            yield from map(wrapped, found)
