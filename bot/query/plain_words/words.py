"""The words of a text that has no operators: which of them say what it is about, and which only ask."""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.query.lexer import Kind, clean, lexemes
from bot.text.stopwords import ASKING_WORDS, QUESTION_WORDS

OWNED = re.compile(r"['’]s?$")  # at the end of a name: LeCun's, O'Briens'
_END = "?!.,;"  # of a sentence
_LATEST = frozenset(("latest", "newest", "recent", "today"))
_LEADING = frozenset(("about", "in", "on"))  # to what is asked for


def plain_words(text: str) -> tuple[str, ...]:
    """The words as typed, without a sentence's end, if there are words alone; else none.

    QueryError as `bot.query.parser.parse`.
    """
    pieces = tuple(lexemes(clean(text)))
    if not pieces or any(piece.kind is not Kind.WORD for piece in pieces):
        return ()
    return (*(piece.text for piece in pieces[:-1]), pieces[-1].text.rstrip(_END))


def telling(words: Sequence[str]) -> str:
    """Those that say what about, as typed."""
    return " ".join(word for word in words if bare(word) not in QUESTION_WORDS)


def asks(words: Sequence[str]) -> bool:
    """Whether they begin as a request does: `latest …`, `new papers about …`; `deep research` says what about."""
    before = [bare(word) for word in takewhile(lambda word: bare(word) in QUESTION_WORDS, words)]
    leads = bool(before) and before[-1] in _LEADING and not ASKING_WORDS.isdisjoint(before)
    return leads or not _LATEST.isdisjoint(before)


def bare(word: str) -> str:
    """In small letters, without what is at its end."""
    return OWNED.sub("", word.lower()).strip("?!.,;:")
