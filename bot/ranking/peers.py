"""Peers: whether a match is about the same as the query's best matches, whatever their words.

Pseudo-relevance feedback: the best matches are taken for what is meant, and tell it of the others (Manning,
Raghavan & Schütze, "Introduction to Information Retrieval" (2008), section 9.1.6). A paper that says `planning`
once is one on planning if it is like those that say it in their titles.
"""

import numpy as np

from bot.matching.bits import Places
from bot.matching.row import Scores
from bot.ranking.likeness import Likeness

BEST = 8  # of the matches, which may be about several things, as with `a | b` …
NEAREST = 4  # … of which the nearest count
USUAL = 0.06  # what that comes to for a match of a query (`bench.precision`); it is so where nobody can tell
FEW = 50  # papers among which it is half trusted: among few all are alike, or none


def peers(likeness: Likeness, found: Places, relevance: Scores) -> Scores:
    """How much more than usual each match is like the best others. `relevance`: theirs, by their words.

    The mean cosine with the nearest, less that with all papers; about -0.15 to 0.3, nearer to 0 the fewer others
    and papers there are.
    """
    best = found[(-relevance).argsort(kind="stable")[:BEST]]
    likes = likeness.excess(best, found)
    if len(best) > NEAREST:
        likes.partition(len(best) - NEAREST, axis=0)
        likes = likes[-NEAREST:]
    else:  # nobody is its own peer: some have fewer than that
        likes[np.isinf(likes)] = USUAL
    papers = len(likeness)
    lift: Scores = (likes.sum(axis=0, dtype=np.float64) - USUAL * len(likes)) * (papers / (papers + FEW) / NEAREST)
    return lift
