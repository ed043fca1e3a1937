"""A reading of what was typed: what was searched in the end, and what is said of it."""

from dataclasses import dataclass, replace
from typing import Final

from bot.ports import Found
from bot.query.plain_words.wish import First
from bot.query.tree import Query
from bot.ranking.weights import SEARCH_COMMUNITY, SEARCH_FRESHNESS

FEW: Final = 3  # matches under which what was typed may not be what was meant
SCANT: Final = 10  # matches under which a question's small words may have kept the others away
HITS: Final = 200  # the best matches that can be paged through
COMMONER = 20  # times more that what is searched instead must find, where what was typed finds a little
# Times the best score of those that lack words, added for what has all: being popular or new makes up for no word.
AHEAD: Final = (1 + SEARCH_COMMUNITY + SEARCH_FRESHNESS) / (1 - SEARCH_COMMUNITY - SEARCH_FRESHNESS)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was searched in the end, what that found, and a sentence if it is not what was typed. `lacking`: all
    that was found may lack words of it. `first`: what goes first of the best matches, if not these by themselves.
    `wanted`: what to ask for to get papers like the best of these, where that is not `text`.
    """

    query: Query
    text: str
    found: Found
    note: str = ""
    lacking: bool = False
    first: First | None = None
    wanted: str = ""


def in_front(first: Found, reading: Reading) -> Reading:
    """With what has every word, the small ones too, before all that has most: a sentence was copied from there, or
    `how` and `do` only happen to be in it.
    """
    others = [hit for hit in reading.found.hits if hit.key not in {each.key for each in first.hits}]
    best, most = (max((hit.score for hit in found.hits), default=0.0) for found in (reading.found, first))
    share = best / most if most else 0.0
    hits = (*(replace(hit, score=best * AHEAD + hit.score * share) for hit in first.hits), *others)
    lacking = reading.lacking and not first.hits
    return replace(reading, found=replace(reading.found, hits=hits[:HITS]), lacking=lacking)


def few(papers: int) -> tuple[str, str]:
    """So many, and what stands for them."""
    return ("1 paper", "it") if papers == 1 else (f"{papers} papers", "them")


def sentences(*notes: str) -> str:
    """These, as one note."""
    return " · ".join(filter(None, notes))
