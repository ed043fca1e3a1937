"""The order of search: what a text says first, then the community's signal and freshness between near equals."""

from collections.abc import Sequence
from datetime import date

from bot.model.paper import Candidate
from bot.ranking.weights import (
    SEARCH_COMMUNITY,
    SEARCH_FRESHNESS,
    SEARCH_FRESHNESS_HALF_LIFE_DAYS,
    STARS_HALF,
    STARS_SHARE,
    TRENDING_HALF,
    UPVOTES_SHARE,
    VELOCITY_HALF,
    VELOCITY_SHARE,
)


def blend(found: Sequence[tuple[Candidate, float]], today: date) -> list[Candidate]:
    """Candidates with their text scores (greater is better), in the order to show; ties by paper id."""
    best = max((score for _, score in found), default=0.0)
    if best <= 0:  # not ranked by text: the order given is the answer
        return [candidate for candidate, _ in found]
    ranked = [(-score / best - standing(each, today), each.paper.id, each) for each, score in found]
    return [each for _, _, each in sorted(ranked, key=lambda one: one[:2])]


def standing(each: Candidate, today: date) -> float:
    """What a paper has going for it whatever the text, 0 to SEARCH_COMMUNITY + SEARCH_FRESHNESS."""
    signals = each.signals
    community = UPVOTES_SHARE * _saturated(signals.upvotes, TRENDING_HALF)
    community += VELOCITY_SHARE * _saturated(signals.velocity, VELOCITY_HALF)
    community += STARS_SHARE * _saturated(each.paper.stars, STARS_HALF)
    age = max((today - signals.last_listed).days, 0)
    return float(SEARCH_COMMUNITY * community + SEARCH_FRESHNESS * 0.5 ** (age / SEARCH_FRESHNESS_HALF_LIFE_DAYS))


def _saturated(value: float, half: float) -> float:
    """0 at 0, one half at `half`, towards 1."""
    return max(value, 0.0) / (max(value, 0.0) + half)
