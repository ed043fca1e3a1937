"""Words that name whom papers are by: `papers by Yann LeCun`, `robots from NVIDIA`, `Kaiming He diffusion`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.query.lexer import Kind, clean, lexemes
from bot.query.question import OWNED, plain_words, telling

LONGEST = 4  # words of a name
MOST = 3  # names that are said together
MOST_LETTERS = 120  # of a text that asks for somebody's papers; longer ones are pasted, and have names by chance
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)*")
_BEFORE_TIMES = frozenset(("last", "past"))
_ENDS_A_NAME = _BEFORE_TIMES | {"about", "on", "since", "this", "with", "yesterday"}
_BOTH = " and "
_BEFORE = {"by": ("author", "org"), "from": ("org", "author")}


@dataclass(frozen=True, slots=True)
class ByWhom:
    """`about`: what else is asked for, "" if nothing. `said`: the word that says that this is somebody's name
    ("" if none does). `alone`: it was asked for papers, and for nothing but whose they are.
    """

    name: str
    about: str = ""
    said: str = ""
    alone: bool = False

    @property
    def queries(self) -> Iterator[str]:
        """What finds people's papers, and what finds an organization's; the likelier first. Two names: by both."""
        for field in _BEFORE[self.said or "by"]:
            names = [f'{field}:"{each}"' for each in self.name.split(_BOTH)]
            yield " ".join(filter(None, (self.about, *names)))


def by_whom(text: str) -> Iterator[ByWhom]:
    """The ways to find a name in words without operators, or in one phrase; the likeliest first.

    QueryError as `bot.query.parser.parse`.
    """
    if len(text) > MOST_LETTERS:
        return
    pieces = tuple(lexemes(clean(text)))
    if len(pieces) == 1 and pieces[0].kind is Kind.PHRASE:
        yield from _names(pieces[0].text.split())
    words = plain_words(text)
    for at in range(len(words) - 1, -1, -1):
        if (before := words[at].lower()) in _BEFORE:
            behind = words[at + 1 :]
            end = next((n for n, word in enumerate(behind) if word.lower() in _ENDS_A_NAME), len(behind))
            about = telling([*words[:at], *(word for word in behind[end:] if word.lower() not in _BEFORE_TIMES)])
            yield from _names(behind[:end], about, before, asked=at > 0)
    owners = [at for at, word in enumerate(words) if OWNED.search(word) and not telling(words[at + 1 :])]
    for at in owners:
        first = next((start for start, word in enumerate(words[:at]) if telling([word])), at)
        yield from _names([*words[first:at], OWNED.sub("", words[at])], said="by", asked=at + 1 < len(words))
    yield from _names(words)
    for start, end in _capitals(words):
        yield from _names(words[start:end], telling([*words[:start], *words[end:]]))


def _names(words: Sequence[str], about: str = "", said: str = "", *, asked: bool = False) -> Iterator[ByWhom]:
    """These words, then without those at the end that only ask: `Kaiming He`, `Yann LeCun this year`."""
    for end in range(len(words), 0, -1):
        name = " ".join(words[:end])
        each = name.split(_BOTH)
        longest = max(len(one.split()) for one in each)
        if longest <= LONGEST and len(each) <= MOST and _NAME.fullmatch(name) and telling(words[:end]):
            yield ByWhom(name, about, said, alone=asked and not about)
        if not said or telling(words[end - 1 : end]):
            return


def _capitals(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where two or three words with capitals stand together, other words beside them."""
    for length in (3, 2):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length < len(words) and all(word[:1].isupper() for word in run):
                yield start, start + length
