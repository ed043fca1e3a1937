"""Views: what a reply or a digest says, free of any platform. A renderer matches over `Block` and ends in
`assert_never`, so that a new block makes the type checker point at every renderer that lacks it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

# --- Inline text. Every string in a view is literal: the renderer escapes it for its platform.


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text; `mark` is a matched word in a snippet."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an http(s) address; the renderer drops the address if it is anything else."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (UTC): Discord shows each reader their own time, others the time in `zone`."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A command to type: its name in the table, and what may follow it. One to click, where a platform can."""

    name: str
    rest: str = ""

    @property
    def text(self) -> str:
        """The command without what the platform puts before it."""
        return f"{self.name} {self.rest}".strip()


Inline: TypeAlias = Text | Link | Moment | Typed
Line: TypeAlias = tuple[Inline, ...]


# --- Blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """A title line."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one line an item; numbered from `start` if given."""

    items: tuple[Line, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of name and value, in order."""

    pairs: tuple[tuple[str, Line], ...]


class Tone(StrEnum):
    """What a note is for; a renderer gives each its sign or colour."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Note:
    """A small line apart from the text."""

    line: Line
    tone: Tone = Tone.INFO


@dataclass(frozen=True, slots=True)
class Code:
    """Text to copy, in a fixed-width font."""

    text: str


class ButtonStyle(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


MAX_COMMAND = 1_500  # characters of a button's command
PAGE_MARK = "page:~"  # a person who types "page:3" means the word; only a button ends in "page:~<token>"


@dataclass(frozen=True, slots=True)
class Button:
    """A command someone already typed: `command` is the text after `/papers`, at most `MAX_COMMAND` characters."""

    label: str
    command: str
    style: ButtonStyle = ButtonStyle.PLAIN

    @classmethod
    def page(cls, command: str, cursor: str, label: str) -> "Button":
        """The same command at another page of its list."""
        return cls(label, f"{command} {PAGE_MARK}{cursor}")


def turns_page(command: str) -> bool:
    """Whether a button's command only shows another page of what is shown already."""
    return f" {PAGE_MARK}" in command


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons in a row."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """A paper as a reader meets it. `number` counts from 1 within the view, 0 for a card alone.

    `brief` cards take a line or two (compact layout); `abstract` is given where the whole text is wanted.
    `why` says which keyword matched; `snippet` has the matched words marked; `marks` says what the team made of
    it. `buttons` stand in sight, `menu` holds what is wanted now and then, `links` lead to other pages about the
    paper; `image` is a picture's address.
    """

    id: str
    title: str
    url: str
    number: int = 0
    authors: tuple[str, ...] = ()
    summary: str = ""
    abstract: str = ""
    upvotes: int = 0
    code_url: str = ""
    stars: int = 0
    listed: date | None = None
    why: str = ""
    snippet: Line = ()
    organization: str = ""
    community: bool = False
    brief: bool = False
    marks: str = ""
    image: str = ""
    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over (BibTeX, CSV, JSON): where a platform cannot attach, it shows the text as code."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class ThreadBreak:
    """What follows goes into the thread under what came before; platforms without threads go on below."""


@dataclass(frozen=True, slots=True)
class MessageBreak:
    """What follows is a message of its own, where messages are."""


Block: TypeAlias = (
    Heading | Paragraph | Bullets | Facts | Note | Code | Buttons | PaperCard | File | ThreadBreak | MessageBreak
)


@dataclass(frozen=True, slots=True)
class View:
    """A reply or a digest; `summary` is the one-line plain text for notifications and screen readers."""

    blocks: tuple[Block, ...]
    summary: str


def plain(*parts: str) -> Line:
    """The strings as one literal line."""
    return (Text("".join(parts)),)
