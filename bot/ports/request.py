"""A call: somebody, somewhere, typed (or clicked) a command; and the reply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.channel import Address
from bot.views.blocks import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks. `manager`: the platform says they may manage this channel. `zone`: IANA name, "" if unknown."""

    id: str
    name: str = ""
    manager: bool = False
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command to answer: either `text` (what follows `/papers`), or `command` with typed `arguments`.

    `open_by_default` is the platform's own rule while a channel has not set who may change it: true lets
    anyone in the channel, false only managers. `personal`: a DM, where the asker is always a manager. `operator`:
    the asker runs this Paperboy and can mend what only its operator can (the terminal).
    """

    address: Address
    person: Person
    now: datetime
    text: str = ""
    command: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    channel_name: str = ""
    open_by_default: bool = True
    personal: bool = False
    operator: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show. `public`: everyone in the channel sees it (changes); else only the asker (reads).

    With `told` everyone sees that line, which says who did what, and `view` goes to the asker alone.
    `ok` is false when a `UserError` was answered: the terminal exits with status 2.
    """

    view: View
    public: bool = False
    ok: bool = True
    told: View | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a form: a command of the set-up with typed arguments."""

    command: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a form. `errors`: a sentence by the number of each wrong step; then nothing was changed."""

    reply: Reply
    errors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion: what is shown (at most 75 characters) and what is filled in (at most 100)."""

    label: str
    value: str
