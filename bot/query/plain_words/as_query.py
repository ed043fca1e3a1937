"""Plain words as the query language has them: `RAG or retrieval`, `agents but not web`, `cs.CL agents`."""

import re
from collections.abc import Sequence

from bot.query.plain_words.left_out import LONGEST, beside, left_out
from bot.query.plain_words.wish import first, subject
from bot.query.plain_words.words import asks, bare, telling
from bot.text.tokens import tokens

_CATEGORY = re.compile(
    r"(?:cs|econ|eess|math|q-bio|q-fin|stat|physics|astro-ph|cond-mat|nlin)\.[A-Za-z]{2}(?:-[a-z]{2})?"
)


def as_query(words: Sequence[str]) -> tuple[str, bool]:
    """The query, of the words that say what about; and whether they ask for it so that nothing else can be meant.

    "" if they ask for nothing.
    """
    about, without = left_out(words)
    told = subject(about)
    parts = _parted(told) if len(words) <= LONGEST else [told]
    either = [part for part in map(_all, parts) if any(tokens(part))]
    text = " OR ".join(either)
    if without and len(either) > 1:
        text = f"({text})"
    asked = asks(words) or first(about) is not None
    sure = asked or bool(without) or len(either) > 1 or any(map(_CATEGORY.fullmatch, words))
    return beside(text, without), sure


def _parted(words: Sequence[str]) -> list[list[str]]:
    """The words on each side of `or`."""
    parts: list[list[str]] = [[]]
    for word in words:
        if bare(word) == "or":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _all(words: Sequence[str]) -> str:
    """Those that say what about; a category of arXiv's as a condition."""
    return telling([f"cat:{word}" if _CATEGORY.fullmatch(word) else word for word in words])
