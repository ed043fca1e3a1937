"""What the commands need of search: pages of matches for a text, and papers like a paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.paper import Candidate
from bot.views.blocks import Line


@dataclass(frozen=True, slots=True)
class Match:
    """A found paper. `snippet` has the matched words marked; `fields` says where they are."""

    candidate: Candidate
    snippet: Line = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """One page. `start` is the first match's number in the whole list, from 1.

    `total` is how many match. `note` says in a sentence how the list was chosen or that spelling was repaired, ""
    if there is nothing to say. `query` is the text that was searched in the end (as typed unless repaired);
    `wanted` is the same without the words that only ask, where these were not looked for. `next` is the cursor of
    the next page, "" on the last one, `previous` that of the page before: [A-Za-z0-9_.-], at most 100 characters.
    """

    matches: tuple[Match, ...] = ()
    total: int = 0
    start: int = 1
    note: str = ""
    query: str = ""
    wanted: str = ""
    next: str = ""
    previous: str = ""


class Searcher(Protocol):
    """Search as people use it: spelling repaired, signals blended in, pages stable while papers arrive."""

    async def search(self, text: str, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        """The best papers for a text. Raises QueryError, or UserError for a cursor that is not its own."""
        ...

    async def similar(self, paper: Candidate, now: datetime, *, cursor: str = "", limit: int = 5) -> SearchResult:
        """Papers about the same thing, the paper itself left out. Raises UserError for a foreign cursor."""
        ...
