"""The words of a text that has no operators: which of them say what it is about, and which only ask."""

import re
from collections.abc import Iterator, Sequence
from itertools import compress

from bot.query.lexer import Kind, clean, lexemes
from bot.text.stopwords import ASKING_WORDS, QUESTION_WORDS

OWNED = re.compile(r"['’]s?$")  # at the end of a name: LeCun's, O'Briens'
_END = "?!.,;"  # of a sentence
_LATEST = frozenset(("latest", "newest", "recent", "today"))
_LEADING = frozenset(("about", "in", "on"))  # to what is asked for
_YEAR = 4  # digits: 2025 papers are no count
_SURNAMES = frozenset(("an", "do", "few", "he", "may", "own", "see", "so", "will", "you"))  # behind a given name
# What a number beside it counts: the top 10, 5 papers, the last 7 days; beside anything else it says what about.
_MOST = frozenset(("best", "first", "last", "latest", "newest", "past", "recent", "top"))
_COUNTED = frozenset(
    ("articles", "days", "months", "papers", "preprints", "publications", "weeks", "works", "years")
)


def plain_words(text: str) -> tuple[str, ...]:
    """The words as typed, without a sentence's end, if there are words alone; else none.

    QueryError as `bot.query.parser.parse`.
    """
    pieces = tuple(lexemes(clean(text)))
    if not pieces or any(piece.kind is not Kind.WORD for piece in pieces):
        return ()
    return (*(piece.text for piece in pieces[:-1]), pieces[-1].text.rstrip(_END))


def only_ask(words: Sequence[str]) -> list[bool]:
    """Which of the words say nothing of what about: small ones, those that ask, and what they count."""
    small = [bare(word) for word in words]
    asking = [word in QUESTION_WORDS or (word.isdecimal() and _counts(small, at)) for at, word in enumerate(small)]
    return [asks and not _ends_a_name(words, asking, at) for at, asks in enumerate(asking)]


def telling(words: Sequence[str]) -> str:
    """Those that say what about, as typed."""
    return " ".join(compress(words, (not asks for asks in only_ask(words))))


def asks(words: Sequence[str]) -> bool:
    """Whether they begin as a request does: `latest …`, `new papers about …`; `deep research` says what about."""
    before = [*_leading(words)]
    leads = bool(before) and before[-1] in _LEADING and not ASKING_WORDS.isdisjoint(before)
    return leads or not _LATEST.isdisjoint(before) or any(map(str.isdecimal, before))


def bare(word: str) -> str:
    """In small letters, without what is at its end."""
    return OWNED.sub("", word.lower()).strip("?!.,;:")


def _leading(words: Sequence[str]) -> Iterator[str]:
    for word, small in zip(words, only_ask(words), strict=True):
        if not small:
            return
        yield bare(word)


def _ends_a_name(words: Sequence[str], asking: Sequence[bool], at: int) -> bool:
    """Whether it is a surname: Kaiming He."""
    named = at > 0 and words[at][:1].isupper() and words[at - 1][:1].isupper() and not asking[at - 1]
    return named and bare(words[at]) in _SURNAMES


def _counts(small: Sequence[str], at: int) -> bool:
    """Whether the number there counts papers or days: `top 10`, `5 papers`; it is no name's, as in `GPT 4`."""
    if len(small[at]) >= _YEAR:
        return False
    before, behind = small[max(at - 1, 0) : at], small[at + 1 :]
    if not _COUNTED.isdisjoint(behind[:1]):
        return True
    ends = not behind or behind[0] in QUESTION_WORDS or not _COUNTED.isdisjoint(behind)
    return not _MOST.isdisjoint(before) and ends
