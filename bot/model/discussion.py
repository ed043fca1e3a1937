"""A discussion: a thread that Paperboy opened on a paper of a digest, and what became of opening it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A paper's discussion in a channel. `link` is None until it is open, and then leads there ("" if unknown).

    `mine`: whoever asked is the one to open it, nobody else. `tried`: when somebody tried to who did not say what
    came of it; None if nobody did.
    """

    link: str | None = None
    mine: bool = False
    tried: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """It is open. `already`: it was before."""

    link: str
    already: bool = False


@dataclass(frozen=True, slots=True)
class NotOpened:
    """It is not, for a reason in a sentence or two that says what to do. `posted`: it has a message here."""

    why: str
    posted: bool = True
