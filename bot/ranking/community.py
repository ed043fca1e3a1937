"""What a paper has going for it whatever the query: the community's signal and its freshness."""

from collections import defaultdict
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.model.paper import Candidate
from bot.ranking.weights import (
    COMMUNITY,
    FRESHNESS,
    FRESHNESS_HALF_LIFE_DAYS,
    STARS_HALF,
    STARS_SHARE,
    TRENDING,
    TRENDING_HALF,
    UPVOTES_SHARE,
    VELOCITY_HALF,
    VELOCITY_SHARE,
)

Scores = NDArray[np.float64]


def standing(candidates: list[Candidate], today: date) -> Scores:
    """COMMUNITY * community + FRESHNESS * freshness of each, both 0..1."""
    community = UPVOTES_SHARE * percentiles(candidates)
    community += VELOCITY_SHARE * _saturated([max(each.signals.velocity, 0) for each in candidates], VELOCITY_HALF)
    community += STARS_SHARE * _saturated([max(each.paper.stars, 0) for each in candidates], STARS_HALF)
    ages = np.array([max((today - each.signals.last_listed).days, 0) for each in candidates], dtype=np.float64)
    scores: Scores = COMMUNITY * community + FRESHNESS * 0.5 ** (ages / FRESHNESS_HALF_LIFE_DAYS)
    return scores


def trending(candidates: list[Candidate]) -> Scores:
    """Grows with the upvotes alone, 0..TRENDING."""
    return TRENDING * _saturated([each.signals.upvotes for each in candidates], TRENDING_HALF)


def percentiles(candidates: list[Candidate]) -> Scores:
    """The share of the papers of its list date that have fewer upvotes (itself half), 0..1; 0 without any."""
    days: defaultdict[date, list[int]] = defaultdict(list)
    for each in candidates:
        days[each.signals.last_listed].append(each.signals.upvotes)
    ascending = {day: np.sort(np.array(upvotes)) for day, upvotes in days.items()}
    shares = [
        (np.searchsorted(ascending[s.last_listed], s.upvotes) + 0.5) / ascending[s.last_listed].size
        if s.upvotes > 0
        else 0.0
        for s in (each.signals for each in candidates)
    ]
    return np.array(shares, dtype=np.float64)


def _saturated(values: list[float] | list[int], half: float) -> Scores:
    """0 at 0, one half at `half`, towards 1."""
    numbers = np.array(values, dtype=np.float64)
    scores: Scores = numbers / (numbers + half)
    return scores
