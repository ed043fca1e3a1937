"""The analyzer: text in, terms out, the same for the day's matcher, the search index and the queries."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from bot.text.folding import lower
from bot.text.halves import BEGINNERS, together
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import MAX_WORD, Token, acronym, stem, tokens

VERSION = 8  # raised whenever the terms of any text change: a search index made of other terms is made anew
MAX_PARTS = 6  # parts of a compound up to which the whole of it is one joined form as well
_MAX_CHUNK = 48  # characters; longer chunks (a Chinese sentence) hardly recur and are not remembered
_MAX_CHUNKS = 2**17  # remembered; two seasons of abstracts have about as many, in under 40 MB
_SIGNS = ".,;:!?()[]{}\"'"  # around a word, and no part of it
_AROUND = f"[{re.escape(_SIGNS)}]*"
_SIMPLE = re.compile(rf"{_AROUND}([A-Za-z]{{1,{MAX_WORD}}}(?:-[A-Za-z]{{1,{MAX_WORD}}})*){_AROUND}")
_Found: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str, str, str, str]  # words, forms, `_edges`
_PLAIN_NAME = re.compile(rf"[A-Za-z]{{1,{MAX_WORD}}}(?: [A-Za-z]{{1,{MAX_WORD}}})*")
_BASE = re.compile(r"([^\W\d_]{3,})(?:[0-9].*|\+\+)")  # llama3, unet++; "h2o" and "c++" have no name before


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is made of.

    `words`: every word in order, folded and stemmed; a phrase is a run of them. `forms`: what the text is
    called besides, in no order of use: joined compounds (`finetun` for fine-tuning or fine tuning, `gpt4` for
    GPT-4), the name before a number (`llama` for Llama3) and acronyms (`=rag` for RAG, RAGs and RAG-based).

    No term holds whitespace, `~` or a double quote, none is empty: the search index reads them back from a text of
    terms joined by spaces. Besides ASCII letters (small) and digits a term has only `+ # . =` and non-ASCII
    characters. Only an acronym starts with `=`.
    """

    words: tuple[str, ...]
    forms: tuple[str, ...]


def joined(parts: Sequence[Token]) -> str:
    """The parts of a compound as one stemmed word; "" where that would only be a number."""
    text = "".join(part.folded for part in parts)
    return "" if text.isdecimal() else stem(text)


def compounds(words: Iterable[Token]) -> Iterator[tuple[Token, ...]]:
    """Runs of words that hyphens hold together; a word by itself is a run of one."""
    run: list[Token] = []
    for token in words:
        if run and not token.glued:
            yield tuple(run)
            run = []
        run.append(token)
    if run:
        yield tuple(run)


def _forms(run: tuple[Token, ...]) -> Iterator[str]:
    for token in run:
        if token.acronym:
            yield f"={token.acronym}"
        elif base := _BASE.fullmatch(token.text):
            yield stem(lower(base[1]))
            if letters := acronym(base[1]):
                yield f"={letters}"
    for pair in pairwise(run):
        yield joined(pair)
    if 2 < len(run) <= MAX_PARTS:
        yield joined(run)


def _simple(chunk: str) -> _Found | None:
    """The terms of English letters and hyphens between punctuation, as most chunks are: as `_terms`, sooner."""
    if not (found := _SIMPLE.fullmatch(chunk)):
        return None
    parts = found[1].split("-")
    small = [part.lower() for part in parts]
    if small[0] == "net":  # .NET keeps its full stop
        return None
    letters = [acronym(part) for part in parts]
    words = tuple([stem(short or word) for short, word in zip(letters, small, strict=True)])
    forms = [f"={short}" for short in letters if short]
    if len(parts) > 1:
        forms += [stem(left + right) for left, right in pairwise(small)]
        if 2 < len(parts) <= MAX_PARTS:
            forms.append(stem("".join(small)))
    return words, tuple(forms), *_edges(chunk, small[0], small[-1])


def _terms(chunk: str) -> _Found:
    found = tuple(tokens(chunk))
    words = tuple(token.term for token in found)
    forms = tuple(form for run in compounds(found) for form in _forms(run) if form)
    if not found or found[0].char or found[-1].char:
        return words, forms, "", "", "", ""
    return words, forms, *_edges(chunk, found[0].folded, found[-1].folded)


def _edges(chunk: str, first: str, last: str) -> tuple[str, str, str, str]:
    """The first and last word of a chunk, as far as they may be one with a neighbour's; "" where they may not.

    First the first: as the second half of a compound, as the number after a name. Then the last: as the first
    half of a compound, as the name before a number. Punctuation parts a word from its neighbour.
    """
    first = first if chunk[0].isalnum() and first not in STOP_WORDS else ""
    last = last if chunk[-1].isalnum() and (last not in STOP_WORDS or last in BEGINNERS) else ""
    number = first[:1].isdigit()
    half = last in BEGINNERS or last[:1].isdigit()
    return "" if number else first, first if number else "", last if half else "", last if last.isalpha() else ""


class _Chunks(dict[str, "str | _Found"]):
    """The terms of chunks already met: a text is mostly words that were in the texts before it.

    A chunk that is one word and has no form, not even with a chunk after it, is kept as that word alone: to fetch
    what is spread over memory takes longer than all that is done with it. When there are too many, those that have
    not been met again since the last time are forgotten.
    """

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, str | _Found] = {}

    def __missing__(self, chunk: str) -> "str | _Found":
        found = self._older.get(chunk) or self._bare(chunk) or _kept(_found(chunk))
        if len(chunk) <= _MAX_CHUNK:
            if len(self) >= _MAX_CHUNKS // 2:
                self._older = dict(self)
                self.clear()
            self[chunk] = found
        return found

    def _bare(self, chunk: str) -> str:
        """The term of a word between punctuation, where the word alone is kept as a word; else ""."""
        word = chunk.strip(_SIGNS)
        if len(word) == len(chunk) or not _is_plain(word) or word.lower() == "net":  # .NET is another word
            return ""
        found = self[word]
        return found if found.__class__ is str else ""


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) <= _MAX_CHUNK


def _kept(found: _Found) -> str | _Found:
    words, forms, _, number, half, _ = found
    return found if forms or number or half or len(words) != 1 else words[0]


def _found(chunk: str) -> _Found:
    return _simple(chunk) or _terms(chunk)


_chunks = _Chunks()
_again = lru_cache(maxsize=2**13)(_found)  # for what is kept as a word, where a neighbour asks for the rest


def analyze(text: str) -> Terms:
    """The terms of a text. Never raises, whatever the characters; time grows with the length alone."""
    chunks = text.split()
    found: list[Any] = [*map(_chunks.__getitem__, chunks)]  # of each a word, or what `_found` says
    more = [at for at, each in enumerate(found) if each.__class__ is not str]
    words: list[str] = []
    forms: list[str] = []
    done = 0
    for at in more:
        words += found[done:at]
        words += found[at][0]
        forms += found[at][1]
        done = at + 1
    words += found[done:]
    for _, both in _across(chunks, found, more):
        forms += both
    return Terms(tuple(words), tuple(forms))


class Pieces(NamedTuple):
    """The parts of a text that have no spaces in them.

    `plain`: of each its word, "" of those that are more than a word; `more`: the words and forms of these, by
    place; `both`: the forms that a part has with the part before it.
    """

    plain: Sequence[str]
    more: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]]
    both: Mapping[int, tuple[str, ...]]


def pieces(chunks: Sequence[str]) -> Pieces:
    """What each part of a text is found by."""
    found: list[Any] = [*map(_chunks.__getitem__, chunks)]
    more = {at: each[:2] for at, each in enumerate(found) if each.__class__ is not str}
    plain = [each if each.__class__ is str else "" for each in found]
    return Pieces(plain, more, dict(_across(chunks, found, more)))


def _across(
    chunks: Sequence[str], found: Sequence[Any], more: Iterable[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where a chunk has forms with the one before it, and those. `more`: where one is more than a word."""
    last = len(chunks) - 1
    for at in more:
        _, _, _, number, half, _ = found[at]
        if number and at and (name := _again(chunks[at - 1])[5]) and (both := together(name, number)):
            yield at, both
        if half and at < last and (first := _first(chunks[at + 1])) and (both := together(half, first)):
            yield at + 1, both


def _first(chunk: str) -> str:
    """The first of `_edges`; most chunks are a word, and what follows it parts it from nothing before."""
    word = chunk.rstrip(_SIGNS)
    if not _is_plain(word):
        return _again(chunk)[2]
    small = word.lower()
    return "" if small in STOP_WORDS else small


@lru_cache(maxsize=2**14)
def names(text: str) -> tuple[str, ...]:
    """The words of a name, folded and not stemmed; O'Brien is one word."""
    if _PLAIN_NAME.fullmatch(text):
        return tuple(text.lower().split())
    return tuple(token.folded for token in tokens(text.translate(_APOSTROPHES)))


_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ＇"))
