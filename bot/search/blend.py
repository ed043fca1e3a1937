"""The order of search: what a text says first; between near equals a title like what was typed, the community's
signal and freshness.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from bot.model.paper import Candidate
from bot.query.plain_words.wish import First
from bot.ranking.weights import (
    SEARCH_COMMUNITY,
    SEARCH_FRESHNESS,
    SEARCH_FRESHNESS_HALF_LIFE_DAYS,
    SEARCH_NAME,
    SEARCH_TITLE,
    STARS_HALF,
    STARS_SHARE,
    TRENDING_HALF,
    UPVOTES_SHARE,
    VELOCITY_HALF,
    VELOCITY_SHARE,
)

MUCH: Final = 0.7  # of the best score; with half of it, papers that name a thing once are among the newest
ASKS: Final = ("?", "？", "؟")
_WORD: Final = re.compile(r"\w+")


def blend(
    found: Sequence[tuple[Candidate, float]],
    today: date,
    typed: str = "",
    wanted: str = "",
    *,
    lacking: bool = False,
) -> list[Candidate]:
    """Candidates with their text scores (greater is better), in the order to show; ties by paper id. What bears
    the name that was typed goes first. `lacking`: papers may lack words of it: perhaps a title is half remembered.
    """
    best = max((score for _, score in found), default=0.0)
    if best <= 0:  # not ranked by text: the order given is the answer
        return [candidate for candidate, _ in found]
    words = _words(typed) if lacking and not typed.endswith(ASKS) else frozenset()  # a question is no title
    asked = {"".join(_WORD.findall(text.casefold())) for text in (typed, wanted)} - {""}
    ranked = []
    for each, score in found:
        beside = standing(each, today) + SEARCH_TITLE * _alike(words, each.paper.title)
        beside += SEARCH_NAME * (not asked.isdisjoint(_names(each.paper.title.casefold())))
        ranked.append((-score / best - beside, each.paper.id, each))
    return [each for _, _, each in sorted(ranked, key=lambda one: one[:2])]


def first_of(found: Sequence[tuple[Candidate, float]], first: First) -> list[Candidate]:
    """The newest, or the most upvoted, first: of what is most about it, then of what says it besides."""
    much = max((score for _, score in found), default=0.0) * MUCH

    def place(one: tuple[Candidate, float]) -> tuple[bool, int, float]:
        candidate, score = one
        signals = candidate.signals
        value = signals.first_listed.toordinal() if first is First.NEWEST else signals.upvotes
        return score < much, -value, -score

    return [each for each, _ in sorted(found, key=place)]


def standing(each: Candidate, today: date) -> float:
    """What a paper has going for it whatever the text, 0 to SEARCH_COMMUNITY + SEARCH_FRESHNESS."""
    signals = each.signals
    community = UPVOTES_SHARE * _saturated(signals.upvotes, TRENDING_HALF)
    community += VELOCITY_SHARE * _saturated(signals.velocity, VELOCITY_HALF)
    community += STARS_SHARE * _saturated(each.paper.stars, STARS_HALF)
    age = max((today - signals.last_listed).days, 0)
    return float(SEARCH_COMMUNITY * community + SEARCH_FRESHNESS * 0.5 ** (age / SEARCH_FRESHNESS_HALF_LIFE_DAYS))


def _names(title: str) -> tuple[str, str]:
    """What a paper goes by: its title, and what stands before the title's colon."""
    return "".join(_WORD.findall(title)), "".join(_WORD.findall(title.partition(":")[0]))


def _alike(typed: AbstractSet[str], title: str) -> float:
    """How alike what was typed and a title are, small words and all: Dice's coefficient of their words."""
    words = _words(title)
    return 2 * len(typed & words) / (len(typed) + len(words)) if typed and words else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _saturated(value: float, half: float) -> float:
    """0 at 0, one half at `half`, towards 1."""
    return max(value, 0.0) / (max(value, 0.0) + half)
