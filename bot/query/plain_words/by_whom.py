"""Words that name whom papers are by: `papers by Yann LeCun`, `robots from NVIDIA`, `Kaiming He diffusion`; and
several: `by Kaiming He and Saining Xie`, `Kaiming He, Saining Xie`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.query.lexer import Kind, Lexeme, clean, lexemes
from bot.query.plain_words.left_out import left_out
from bot.query.plain_words.ways import AND, AUTHOR, NAME, OR, QUOTE, TIME, Named, kind, ways
from bot.query.plain_words.words import OWNED, telling

LONGEST = 4  # words of a name
MOST = 3  # names that are said together
MOST_LETTERS = 120  # of a text that asks for somebody's papers; longer ones are pasted, and have names by chance
_BOTH, _EITHER = f" {AND} ", f" {OR} "
_CONJUNCTION = re.compile(f"{_BOTH}|{_EITHER}")
_LISTED = re.compile(r"\s*(?:,(?:\s*and\b)?|&)\s*")
_SAID = re.compile(r"\bby\b", re.IGNORECASE)
BY, FROM = "by", "from"
_BEFORE = {BY: ("author", "org"), FROM: ("org", "author")}


@dataclass(frozen=True, slots=True)
class ByWhom:
    """`about`: what else is asked for, "" if nothing. `said`: the word that says that this is somebody's name
    ("" if none does). `alone`: it was asked for papers, and for nothing but whose they are. `words`: what it may
    as well be, if more papers have that: red team.
    """

    name: str
    about: str = ""
    said: str = ""
    alone: bool = False
    words: str = ""

    @property
    def queries(self) -> Iterator[str]:
        """What finds people's papers, and what finds an organization's; the likelier first."""
        for field in _BEFORE[self.said or BY]:
            either = [f'{field}:"{each}"' for each in self.name.split(_EITHER)]
            both = [f'{field}:"{each}"' for each in self.name.split(_BOTH)]
            names = [f"({' | '.join(either)})"] if len(either) > 1 else both
            yield " ".join(filter(None, (self.about, *names)))

    @property
    def names(self) -> Sequence[str]:
        """Every name that is said."""
        return _CONJUNCTION.split(self.name)

    @property
    def each(self) -> tuple[str, ...]:
        """The names that are said to be together; none if it is one."""
        return tuple(self.name.split(_BOTH)) if _BOTH in self.name else ()

    def any_of(self, names: Sequence[str]) -> "ByWhom":
        """The same by any of these."""
        return replace(self, name=_EITHER.join(names))


def by_whom(text: str) -> Iterator[ByWhom]:
    """The ways to find a name in words and phrases without operators; the likeliest first, each once.

    QueryError as `bot.query.parser.parse`.
    """
    if len(text) > MOST_LETTERS:
        return
    typed = clean(text)
    at = next((piece.start for piece in lexemes(typed) if piece.kind is Kind.NOT), len(typed))
    words, without = left_out(_words(tuple(lexemes(_listed(typed[:at])))))
    without = " ".join(filter(None, (without, typed[at:].strip())))
    known = set()
    for found in ways(words):
        for each in _names(words, found, without):
            if each not in known:
                known.add(each)
                yield each


def _words(pieces: Sequence[Lexeme]) -> list[str]:
    """The words, phrases in quotes, and `@` for the author's field before words; none if there is more."""
    words = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        match piece.kind:
            case Kind.WORD:
                words.append(piece.text.rstrip("?!.,;") if piece is pieces[-1] else piece.text)
            case Kind.PHRASE:
                if before and before.kind is Kind.FIELD:
                    words.pop()
                words.append(f"{QUOTE}{piece.text}{QUOTE}")
            case Kind.FIELD if piece.text == "author":
                words.append(AUTHOR)
            case _:
                return []
    return words


def _listed(text: str) -> str:
    """Names that commas part as `and` parts them: of two words or more, or behind `by`."""
    parts = _LISTED.split(text)
    said = _SAID.search(parts[0]) and all(part[:1].isupper() for part in parts[1:])
    return _BOTH.join(parts) if said or all(" " in part for part in parts) else text


def _names(words: Sequence[str], found: Named, without: str) -> Iterator[ByWhom]:
    """The name that was found, then without the words at its end that only ask: `Yann LeCun this year`."""
    beside = [word for word in (*words[: found.whole.start], *words[found.whole.stop :]) if kind(word) != TIME]
    if AUTHOR in beside:
        return
    about = " ".join(filter(None, (telling(beside), without)))
    either = " ".join(words[found.whole]).replace(f"{AUTHOR} ", AUTHOR) if found.way.words else ""
    alone = bool(found.said and (found.way.asks or beside)) and not (about or either)
    for end in range(found.name.stop, found.name.start, -1):
        name = _name(words[found.name.start : end], found.next - found.name.start)
        if _is_one(name):
            yield ByWhom(name, about, found.said, alone=alone, words=either)
        if not found.said or telling(words[end - 1 : end]):
            return


def _name(words: Sequence[str], first: int) -> str:
    """As `author:` has it. Phrases side by side are several; `first`: where the second begins."""
    parts: list[str] = []
    for at, word in enumerate(each for each in words if each != AUTHOR):
        quoted = word.startswith(QUOTE)
        if at and (at == first or (quoted and words[at - 1].startswith(QUOTE))):
            parts.append(AND)
        parts.append(" ".join(word.strip(QUOTE).split()) if quoted else word)
    return OWNED.sub("", " ".join(parts))


def _is_one(name: str) -> bool:
    each = _CONJUNCTION.split(name)
    few = len(each) <= MOST and max(len(one.split()) for one in each) <= LONGEST
    return few and bool(NAME.fullmatch(name)) and bool(telling(name.split()))
