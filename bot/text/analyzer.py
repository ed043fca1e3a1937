"""The analyzer: text in, terms out, the same for the day's matcher, the full-text index and the queries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from bot.text.folding import lower
from bot.text.tokens import MAX_WORD, Token, acronym, stem, tokens

MAX_PARTS = 6  # parts of a compound up to which the whole of it is one joined form as well
_MAX_CHUNK = 48  # characters; longer chunks (a Chinese sentence) hardly recur and are not remembered
_MAX_CHUNKS = 2**16  # remembered; a season of abstracts has about as many, in under 20 MB
_AROUND = ".,;:!?()[]{}\"'"  # around a word, and no part of it
_Found: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # words, forms
_BASE = re.compile(r"([^\W\d_]{3,})(?:[0-9].*|\+\+)")  # llama3, unet++; "h2o" and "c++" have no name before


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is made of.

    `words`: every word in order, folded and stemmed; a phrase is a run of them. `forms`: what the text is
    called besides, in no order of use: joined compounds (`finetun` for fine-tuning, `gpt4` for GPT-4), the
    name before a number (`llama` for Llama3) and acronyms (`=rag` for RAG, RAGs and RAG-based).

    No term holds whitespace or a double quote, none is empty. Besides ASCII letters (small) and digits a term has
    only `+ # . =` and non-ASCII characters, so that SQLite's FTS5 tokenizer `ascii` with tokenchars
    '+#.=-_:' reads the terms back from a text of terms joined by spaces. Only an acronym starts with `=`.
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


def _plain(chunk: str) -> _Found | None:
    """The terms of a chunk that is an ordinary English word between punctuation, as most are."""
    word = chunk.strip(_AROUND)
    if (
        not (word.isalpha() and word.isascii())
        or len(word) > MAX_WORD
        or (len(word) > 1 and not word[1:].islower())
    ):
        return None
    small = word.lower()
    return None if small == "net" else ((stem(small),), ())


def _terms(chunk: str) -> _Found:
    found = tuple(tokens(chunk))
    words = tuple(token.term for token in found)
    forms = tuple(form for run in compounds(found) for form in _forms(run) if form)
    return words, forms


class _Chunks(dict[str, _Found]):
    """The terms of chunks already met: a text is mostly words that were in the texts before it."""

    def __missing__(self, chunk: str) -> _Found:
        found = _plain(chunk) or _terms(chunk)
        if len(chunk) <= _MAX_CHUNK:
            if len(self) >= _MAX_CHUNKS:
                self.clear()
            self[chunk] = found
        return found


_chunks = _Chunks()


def analyze(text: str) -> Terms:
    """The terms of a text. Never raises, whatever the characters; time grows with the length alone."""
    words: list[str] = []
    forms: list[str] = []
    for chunk in text.split():
        found = _chunks[chunk]
        words += found[0]
        if found[1]:
            forms += found[1]
    return Terms(tuple(words), tuple(forms))


@lru_cache(maxsize=2**14)
def names(text: str) -> tuple[str, ...]:
    """The words of a name, folded and not stemmed; O'Brien is one word."""
    return tuple(token.folded for token in tokens(text.translate(_APOSTROPHES)))


_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ＇"))
