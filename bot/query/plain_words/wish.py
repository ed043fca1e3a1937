"""What a search in plain words wants first: what is new (`latest papers on kites`), or what people liked; and what
it wants left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from bot.errors import QueryError
from bot.query.plain_words.left_out import beside, left_out
from bot.query.plain_words.words import asks, bare, only_ask, plain_words
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
_SPANS = {"week": "week", "weeks": "week", "month": "month", "months": "month", "days": "week"}
_PAPERS = frozenset(("article", "articles", "paper", "papers", "preprints", "publications"))
_LIKED = frozenset(("popular", "trending", "upvoted"))
# Liking that nobody counts here: words about a paper in `most cited` and `seminal papers`, else words of it.
_FAMOUS = frozenset(("cited", "famous", "highly-cited", "influential", "most-cited", "seminal", "top-cited"))
_MOST = frozenset(("highly", "most"))
_TIME = frozenset(("last", "past", "since"))
_LONGER = frozenset(("year", "years"))  # than any list of what trends
_LISTED = _LIKED | _NEW | _PAPERS | _SPANS.keys() | _TIME | {"best", "hot", "new", "top"}


def wish(text: str) -> Wish | None:
    """What words without operators want, where they say it before or behind what they are about.

    QueryError as `bot.query.parser.parse`.
    """
    words, without = left_out(plain_words(text))
    about = " ".join(subject(words))
    if not any(tokens(about)):  # signs alone are about nothing
        return Wish(beside("", without)) if without else None
    about = f"{about} {without}".strip()
    if wanted := first(words):
        return Wish(about, wanted)
    if asks(words) or without:
        return Wish(about)
    return Wish(about, named=True) if _PAPERS.intersection(_after(words)[-1:]) else None


def subject(words: Sequence[str]) -> Sequence[str]:
    """Without those at both ends that say nothing about a paper."""
    return words[len(_before(words)) : len(words) - len(_after(words))]


def first(words: Sequence[str]) -> First | None:
    """What is wanted first by what stands before or behind the subject."""
    before, after = _before(words), _after(words)
    if not (_LIKED | _FAMOUS).isdisjoint(before):
        return First.UPVOTED
    new = "new" in before[:-1] or not _NEW.isdisjoint(before) or not _SPANS.keys().isdisjoint((*before, *after))
    return First.NEWEST if new or not _NEW.isdisjoint(after) else None


def lists(text: str) -> str:
    """The span of what trends, if that is all that is asked for: `latest`, `this week`, `top 10 papers`; else "".

    Never raises.
    """
    words = _typed(text)
    small = [bare(word) for word in words]
    if len(_before(words)) < len(words) or _LISTED.isdisjoint(small) or not _LONGER.isdisjoint(small):
        return ""
    return next((_SPANS[word] for word in small if word in _SPANS), "day")


def cites(text: str) -> bool:
    """Whether what is cited most is asked for first. Never raises."""
    return any("cited" in word for word in _before(_typed(text)))


def _typed(text: str) -> tuple[str, ...]:
    try:
        return plain_words(text)
    except QueryError:  # of what was pasted
        return ()


def _before(words: Sequence[str]) -> list[str]:
    """The first of them that say nothing about a paper."""
    small = [bare(word) for word in words]
    asking = [asks or word in _TIME for word, asks in zip(small, only_ask(words), strict=True)]
    famous = [asks or word in _FAMOUS | _MOST for word, asks in zip(small, asking, strict=True)]
    for each in (famous, asking):
        found = small[: sum(takewhile(bool, each))]
        if each is asking or not (_PAPERS | _MOST).isdisjoint(found):
            return found
    return []


def _after(words: Sequence[str]) -> list[str]:
    """The last of them that say nothing, if any of them does."""
    asking = [asks or bare(word) in _TIME for word, asks in zip(words, only_ask(words), strict=True)]
    many = sum(takewhile(bool, reversed(asking)))
    return [bare(word) for word in words[len(words) - many :]] if many < len(words) else []
