"""Words that name whom papers are by: `papers by Yann LeCun`, `robots from NVIDIA`, `Kaiming He diffusion`; and
several: `by Kaiming He and Saining Xie`, `Kaiming He, Saining Xie`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.query.lexer import Kind, Lexeme, clean, lexemes
from bot.query.plain_words.left_out import left_out
from bot.query.plain_words.words import OWNED, bare, plain_words, telling
from bot.text.stopwords import QUESTION_WORDS

LONGEST = 4  # words of a name
MOST = 3  # names that are said together
MOST_LETTERS = 120  # of a text that asks for somebody's papers; longer ones are pasted, and have names by chance
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)*")
_BEFORE_TIMES = frozenset(("last", "past"))
_ENDS_A_NAME = _BEFORE_TIMES | {"about", "on", "since", "this", "with", "yesterday"}
_BOTH, _EITHER = " and ", " or "
_CONJUNCTION = re.compile(f"{_BOTH}|{_EITHER}")
_LISTED = re.compile(r"\s*(?:,(?:\s*and\b)?|&)\s*")
_SAID = re.compile(r"\bby\b", re.IGNORECASE)
_GROUPS = frozenset(("group", "lab", "labs", "team"))
_IN_TWO = (4, 2)  # words of two names side by side, and of the first: Kaiming He Saining Xie
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
        """What finds people's papers, and what finds an organization's; the likelier first."""
        for field in _BEFORE[self.said or "by"]:
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
    """The ways to find a name in words without operators, or in one phrase; the likeliest first.

    QueryError as `bot.query.parser.parse`.
    """
    if len(text) > MOST_LETTERS:
        return
    pieces = tuple(lexemes(clean(text)))
    if quoted := _quoted(pieces):
        yield from _names(_BOTH.join(quoted).split())
    at = next((piece.start for piece in pieces if piece.kind is Kind.NOT), len(text))
    words, without = left_out(plain_words(_listed(text[:at])))
    for each in _in_words(words):
        about = " ".join(filter(None, (each.about, without, text[at:].strip())))
        yield replace(each, about=about, alone=each.alone and not about)


def _in_words(words: Sequence[str]) -> Iterator[ByWhom]:
    for at in range(len(words) - 1, -1, -1):
        if (before := words[at].lower()) in _BEFORE and "not" not in map(bare, words[max(at - 1, 0) : at]):
            behind = words[at + 1 :]
            end = next((n for n, word in enumerate(behind) if word.lower() in _ENDS_A_NAME), len(behind))
            about = telling([*words[:at], *(word for word in behind[end:] if word.lower() not in _BEFORE_TIMES)])
            yield from _names(behind[:end], about, before, asked=at > 0)
    yield from _owned(words)
    yield from _names(words)
    whole, first = _IN_TWO
    if len(words) == whole and all(word[:1].isupper() for word in words):
        yield from _names([*words[:first], *_BOTH.split(), *words[first:]])
    for start, end in (*_capitals(words), *_ends(words)):
        yield from _names(words[start:end], telling([*words[:start], *words[end:]]))


def _owned(words: Sequence[str]) -> Iterator[ByWhom]:
    """Yann LeCun's, LeCun's latest papers, Song Han's lab, Yann LeCun's work on robots; LLM's is a word."""
    for at in (at for at, word in enumerate(words) if OWNED.search(word)):
        behind = [word for word in words[at + 1 :] if bare(word) not in _GROUPS]
        first = next((start for start, word in enumerate(words[:at]) if telling([word])), at)
        about = telling(behind)
        papers = at + 1 < len(words) and (not about or bare(words[at + 1]) in QUESTION_WORDS | _GROUPS)
        if papers or (not about and at > first):
            yield from _names([*words[first:at], OWNED.sub("", words[at])], about, "by", asked=papers)


def _quoted(pieces: Sequence[Lexeme]) -> list[str]:
    """The names in quotes, if there is nothing else but the field that they are of; or behind it: @yann lecun."""
    fields, words = pieces[:1], [each.text for each in pieces[1:] if each.kind is Kind.WORD]
    if words and len(words) == len(pieces) - 1 and [each.kind for each in fields] == [Kind.FIELD]:
        return [" ".join(words)] if fields[0].text == "author" else []
    rest = [each for each in pieces if each.kind is not Kind.PHRASE]
    if any(each.kind is not Kind.FIELD or each.text != "author" for each in rest):
        return []
    return [" ".join(each.text.split()) for each in pieces if each.kind is Kind.PHRASE]


def _listed(text: str) -> str:
    """Names that commas part as `and` parts them: of two words or more, or behind `by`."""
    parts = _LISTED.split(text)
    said = _SAID.search(parts[0]) and all(part[:1].isupper() for part in parts[1:])
    return _BOTH.join(parts) if said or all(" " in part for part in parts) else text


def _names(words: Sequence[str], about: str = "", said: str = "", *, asked: bool = False) -> Iterator[ByWhom]:
    """These words, then without those at the end that only ask: `Kaiming He`, `Yann LeCun this year`."""
    for end in range(len(words), 0, -1):
        name = " ".join(words[:end])
        each = _CONJUNCTION.split(name)
        longest = max(len(one.split()) for one in each)
        if longest <= LONGEST and len(each) <= MOST and _NAME.fullmatch(name) and telling(words[:end]):
            yield ByWhom(name, about, said, alone=asked and not about)
        if not said or telling(words[end - 1 : end]):
            return


def _ends(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Names at the ends of a few words, without capitals: yann lecun robots, robots lecun."""
    for length in (2, 1):
        if length < len(words) <= LONGEST:
            yield 0, length
            yield len(words) - length, len(words)


def _capitals(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where two or three words with capitals stand together, other words beside them."""
    for length in (3, 2):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if length < len(words) and all(word[:1].isupper() for word in run):
                yield start, start + length
