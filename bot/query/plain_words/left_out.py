"""What plain words leave out: `agents but not web agents`, `speech except for music`, `robots not by Acme`."""

from collections.abc import Sequence

from bot.query.plain_words.words import bare, telling
from bot.text.tokens import tokens

LONGEST = 8  # words of a text that asks so; a longer one tells something
EVERYTHING = "upvotes:>=0"  # what every paper has: a query that only leaves out has something to leave it out of
_BEFORE = (
    ("but", "not"),
    ("and", "not"),
    ("but", "no"),
    ("not", "about"),
    ("not", "on"),
    ("not", "by"),
    ("not", "from"),
    ("except",),
    ("excluding",),
)
_SOMEBODY = frozenset(("by", "from"))
_ENDS_A_NAME = frozenset(("about", "in", "on", "since", "this", "with"))
_PAPERS = frozenset(("all", "anything", "articles", "everything", "papers"))


def left_out(words: Sequence[str]) -> tuple[Sequence[str], str]:
    """The words before what is to be left out, and that as the query language says it: "" if it is nothing."""
    small = [bare(word) for word in words]
    for at in range(1, len(words) if len(words) <= LONGEST else 0):
        for before in _BEFORE:
            behind = at + len(before)
            if tuple(small[at:behind]) != before:
                continue
            said = any(tokens(telling(words[:at])))  # signs alone are about nothing
            asked = not telling(words[:at]) and not _PAPERS.isdisjoint(small[:at])
            if (said or asked) and (out := _told(words[behind:])):
                if _SOMEBODY.isdisjoint((small[behind - 1], *small[behind : behind + 1])):
                    return words[:at], _without(out)
                end = next((n for n in range(behind + 1, len(words)) if small[n] in _ENDS_A_NAME), len(words))
                if name := _told(words[behind:end]):
                    return [*words[:at], *words[end:]], _by(name)
    return words, ""


def beside(about: str, without: str) -> str:
    """The query for what is asked and what is left out of it; of everything if nothing is asked."""
    return " ".join(filter(None, (about or (EVERYTHING if without else ""), without)))


def _told(words: Sequence[str]) -> str:
    """Without the words at both ends that say nothing: `text to speech` of `about text to speech`."""
    says = [at for at, word in enumerate(words) if telling([word])]
    return " ".join(words[says[0] : says[-1] + 1]) if says else ""


def _without(out: str) -> str:
    return f'-"{out}"' if " " in out else f"-{out}"


def _by(name: str) -> str:
    return f'-(author:"{name}" | org:"{name}")'
