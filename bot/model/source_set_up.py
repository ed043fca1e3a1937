"""Sources as they are set up: which are asked, why, and what their papers tell."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.paper import SAMPLE


class Given(StrEnum):
    """What some sources tell of their papers, and a query may ask for; all tell title, abstract and authors."""

    CATEGORIES = "categories"
    CODE = "code"
    ORGANIZATIONS = "organizations"
    UPVOTES = "upvotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSetUp:
    """Whether a source is asked, and why. `named`: PAPERBOY_SOURCES is set; `turn_on`: what else it needs;
    `gives`: what its papers tell.
    """

    name: str
    on: bool
    configured: bool
    named: bool
    turn_on: str
    gives: frozenset[Given] = frozenset()

    @property
    def why(self) -> str:
        """In words, with how to turn it on if it is off."""
        if self.on:
            return "named in PAPERBOY_SOURCES" if self.named else self._needs
        return f"to turn it on: {self.how}" if self.how else "it serves by itself while no source has answered"

    @property
    def how(self) -> str:
        """What turns it on; "" for what nobody turns on."""
        if self.name == SAMPLE:
            return ""
        add = "add it to PAPERBOY_SOURCES" if self.named else ""
        return " and ".join(filter(None, (add, "" if self.configured else self.turn_on)))

    @property
    def _needs(self) -> str:
        return "its setting is made" if self.turn_on else "it needs nothing"
