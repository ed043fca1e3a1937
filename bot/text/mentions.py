"""Mentions: how much each word of a text says about what the text is about, and where it stands.

An abstract says first what the paper is about; in its last sentences stand what was also measured, what else it
may serve, and that the code is available. So a word counts the less the later it stands, and more if the paper's
summary, one sentence long, has it as well.
"""

from array import array
from functools import lru_cache
from typing import NamedTuple

FADE = 0.6  # what a mention at an abstract's very end loses (bench/precision.py: 0.5 and 0.7 do much the same)
SUMMARISED = 4.0  # mentions more, of a word that the summary has too: it is what the paper is about
SPAN = 6  # words that share a place; words of one place or of two next to each other are near
TITLE_PLACE = 1 << 63  # titles are short: all their words are near each other
_LAST = 61  # the last of an abstract's places; a free one lies between it and the title's
NONE = frozenset[str]()
_KEPT = 4096  # abstracts, as documents are (`bot.text.document`); 3 kB each


class Mentions(NamedTuple):
    """The distinct words of a text in order, and for each: its mentions' weights added up, its places as bits."""

    terms: tuple[str, ...]
    weights: "array[float]"
    places: "array[int]"


def weight(at: int, length: int) -> float:
    """What a mention counts at a position of an abstract with so many words: 1 at its beginning."""
    return 1 - FADE * at / length


@lru_cache(maxsize=_KEPT)
def mentions(words: tuple[str, ...], summary: frozenset[str] = NONE) -> Mentions:
    """The mentions of an abstract's words; `summary`: those of the paper's summary, NONE if it has none."""
    length = len(words)
    weights: dict[str, float] = {}
    places: dict[str, int] = {}
    for at, word in enumerate(words):
        weights[word] = weights.get(word, 0.0) + weight(at, length)
        places[word] = places.get(word, 0) | 1 << min(at // SPAN, _LAST)
    for word in summary & weights.keys():
        weights[word] += SUMMARISED
    return Mentions(tuple(weights), array("d", weights.values()), array("Q", places.values()))


@lru_cache(maxsize=_KEPT)
def title_mentions(words: tuple[str, ...]) -> Mentions:
    """The mentions of a title's words: all count the same."""
    counts: dict[str, float] = {}
    for word in words:
        counts[word] = counts.get(word, 0.0) + 1.0
    return Mentions(tuple(counts), array("d", counts.values()), array("Q", [TITLE_PLACE] * len(counts)))
