"""A command of the table: its name, what it takes, and who carries it out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.commands.context import Answer, Asked


class Kind(StrEnum):
    """What a parameter's value is, so that a platform can offer a typed option."""

    TEXT = "text"
    INTEGER = "integer"
    CHOICE = "choice"


class Completion(StrEnum):
    """What completes a parameter while it is typed."""

    NONE = ""
    QUERY = "query"  # words of the corpus
    SUBSCRIPTION = "subscription"  # this channel's queries
    PAPER = "paper"  # ids and titles
    SAVED = "saved"  # those of this channel's saved papers
    TIME = "time"
    DAYS = "days"
    ZONE = "zone"
    UNTIL = "until"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a command takes.

    `help` has at most 100 characters (the shortest limit of a platform's option tree). `named` parameters are
    typed as `name value`, others by position. `same`: other words that people have for a choice, and which one it
    is. `least` and `most` bound an INTEGER, both included.
    """

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    least: int = 0
    most: int = 0
    completion: Completion = Completion.NONE
    named: bool = False
    usage: str = ""

    @property
    def shown(self) -> str:
        """How it stands in a usage line: `<query>` when required, `[days]` when not."""
        what = self.usage or ("|".join(self.choices) if self.choices else self.name)
        if what.startswith("<"):
            return what
        if self.named:
            what = f"{self.name} {what}"
        return f"<{what}>" if self.required else f"[{what}]"


Handler: TypeAlias = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line of the table.

    `changes`: it changes something, so its reply is public and audited; `quiet`: only the asker is answered, for
    what changed shows in the digest itself. `tree`: where a tree of options has it, if not under its name (a tree
    bears 25 on a level); None: nowhere, menus on papers have it. `setup`: what it changes is the channel's
    set-up, so the channel may let only managers do it. `bare_reads`: without arguments it only shows.
    `paged`: its list has pages, and its buttons carry the hidden argument `page`. `positions` splits what was
    typed into positional arguments when there are several. `known_as`: other words that people begin with, for
    which it is offered. `otherwise`: how the command begins that takes what this one has no choice for.
    """

    name: str
    help: str
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    changes: bool = False
    setup: bool = False
    bare_reads: bool = False
    paged: bool = False
    examples: tuple[str, ...] = ()
    positions: Callable[[str], dict[str, str]] | None = None
    quiet: bool = False
    tree: tuple[str, ...] | None = ()
    known_as: str = ""
    otherwise: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands in a tree of options, group first: (`undo`, `vote`); () where it does not."""
        return () if self.tree is None else self.tree or (self.name,)

    @property
    def usage(self) -> str:
        """The line as it is typed: `schedule <HH:MM> [days] [zone]`."""
        return " ".join((self.name, *(p.shown for p in self.parameters)))

    @property
    def looks_up(self) -> bool:
        """Whether it looks words or papers up in the search index."""
        return any(p.completion in {Completion.QUERY, Completion.PAPER, Completion.SAVED} for p in self.parameters)

    @property
    def gist(self) -> str:
        """The usage without what is typed by name, which is long: `settings …`."""
        if any(p.named for p in self.parameters):
            return f"{self.name} …"
        return self.usage

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)
