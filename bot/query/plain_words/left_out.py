"""What plain words leave out: `agents but not web agents`, `speech except for music`."""

from collections.abc import Sequence

from bot.query.plain_words.words import bare, telling
from bot.text.tokens import tokens

LONGEST = 8  # words of a text that asks so; a longer one tells something
_BEFORE = (
    ("but", "not"),
    ("and", "not"),
    ("but", "no"),
    ("not", "about"),
    ("except",),
    ("excluding",),
)


def left_out(words: Sequence[str]) -> tuple[Sequence[str], str]:
    """The words before what is to be left out, and that as the query language says it: "" if it is nothing."""
    small = [bare(word) for word in words]
    for at in range(1, len(words) if len(words) <= LONGEST else 0):
        for before in _BEFORE:
            behind = at + len(before)
            says = any(tokens(telling(words[:at])))  # signs alone are about nothing
            if tuple(small[at:behind]) == before and says and (out := _told(words[behind:])):
                return words[:at], f'-"{out}"' if " " in out else f"-{out}"
    return words, ""


def _told(words: Sequence[str]) -> str:
    """Without the words at both ends that say nothing: `text to speech` of `about text to speech`."""
    says = [at for at, word in enumerate(words) if telling([word])]
    return " ".join(words[says[0] : says[-1] + 1]) if says else ""
