"""Which of some names a word may have been meant for."""

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein


def closest(word: str, names: Sequence[str]) -> str:
    """The name that is one slip of the finger away (two in a longer word), or that begins so; "" if none."""
    slips = 1 if len(word) < 5 else 2
    best = process.extractOne(word[:40], names, scorer=DamerauLevenshtein.distance, score_cutoff=slips)
    return best[0] if best else next((n for n in names if len(word) > 2 and n.startswith(word)), "")


def meant(word: str, names: Collection[str]) -> str:
    """How a sentence that refuses a word ends: with the name that may be meant, or with all there are."""
    near = closest(word, tuple(names))
    return f"did you mean {near}?" if near else f"there are: {', '.join(names)}."
