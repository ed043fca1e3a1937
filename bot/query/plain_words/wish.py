"""What a search in plain words wants first: what is new (`latest papers on kites`), or what people liked; and what
it wants left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from bot.query.plain_words.left_out import left_out
from bot.query.plain_words.words import asks, bare, plain_words
from bot.text.stopwords import QUESTION_WORDS
from bot.text.tokens import tokens


class First(Enum):
    """What goes first."""

    NEWEST = "newest"
    UPVOTED = "upvoted"


@dataclass(frozen=True, slots=True)
class Wish:
    """`about`: what is to be found, in the words that were typed for it; the best first where `first` is None.

    `named`: the paper of that name is meant, if there is one: the LoRA paper.
    """

    about: str
    first: First | None = None
    named: bool = False


_NEW = frozenset(("lately", "latest", "newest", "recent", "recently", "today", "todays", "yesterday"))
_TIMES = frozenset(("week", "weeks", "month", "months"))
_PAPERS = frozenset(("paper", "papers"))
_LIKED = frozenset(("popular", "trending", "upvoted"))
_SMALL = QUESTION_WORDS | {"last", "past"}


def wish(text: str) -> Wish | None:
    """What words without operators want, where they say it before or behind what they are about.

    QueryError as `bot.query.parser.parse`.
    """
    words, without = left_out(plain_words(text))
    before = _small(words)
    after = _small(words[len(before) :][::-1])[::-1]
    about = " ".join(words[len(before) : len(words) - len(after)])
    if not any(tokens(about)):  # signs alone are about nothing
        return None
    about = f"{about} {without}".strip()
    if _LIKED.intersection(before):
        return Wish(about, First.UPVOTED)
    new = "new" in before[:-1] or _NEW.intersection(before) or _TIMES.intersection((*before, *after))
    if new or _NEW.intersection(after):
        return Wish(about, First.NEWEST)
    if asks(words) or without:
        return Wish(about)
    return Wish(about, named=True) if _PAPERS.intersection(after[-1:]) else None


def _small(words: Sequence[str]) -> list[str]:
    """The first of them that say nothing about a paper."""
    return [*takewhile(_SMALL.__contains__, map(bare, words))]
