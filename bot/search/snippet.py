"""Snippets: the part of a text where a query's words stand closest, with those words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.query.leaves import words_of
from bot.query.tree import Field, Form, Prefix, Query, Words
from bot.text.analyzer import pieces
from bot.text.latex import readable
from bot.text.tokens import SPACELESS
from bot.views.blocks import Line, Text

WIDTH = 200  # characters
_MAX_TEXT = 20_000  # characters of a text that are looked at
_PIECE = re.compile(rf"[{SPACELESS}]|[^\s{SPACELESS}]+")
_CORE = re.compile(r"\.?[^\W_](?:.*[\w+#])?")  # without the brackets and stops around a word
_TEXT_FIELDS = (Field.TEXT, Field.TITLE, Field.ABSTRACT)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place to mark; `what` tells the words of a query apart, so that different ones count for more."""

    start: int
    end: int
    what: str


class Marker:
    """Marks in texts what one query looks for; what that is, is worked out once for all of them."""

    def __init__(self, query: Query) -> None:
        leaves = [leaf for leaf in words_of(query) if leaf.field in _TEXT_FIELDS]
        runs = {leaf.terms for leaf in leaves if isinstance(leaf, Words)}
        self._forms = {leaf.term for leaf in leaves if isinstance(leaf, Form)}
        self._prefixes = tuple(leaf.prefix for leaf in leaves if isinstance(leaf, Prefix))
        self._single = {run[0] for run in runs if len(run) == 1}
        self._longer = [run for run in runs if len(run) > 1]

    def snippet(self, text: str, width: int = WIDTH) -> Line:
        """About `width` characters of the text (made readable), what the query looks for marked; the densest
        part of it. Without a match, its beginning; without a text, nothing.
        """
        line = readable(text[:_MAX_TEXT])
        hits = list(self._hits(line))
        start, end = _window(line, hits, width)
        return tuple(_marked(line, hits, start, end))

    def _hits(self, line: str) -> Iterator[_Hit]:
        """What the query's leaves find, piece by piece (a word between spaces, or one character), in order."""
        texts = line.split(" ") if line.isascii() else _PIECE.findall(line)
        found = self._found(texts)
        start = 0
        for at, text in enumerate(texts[: max(found, default=-1) + 1]):
            start = line.index(text, start)
            if at in found and (core := _CORE.search(line, start, start + len(text))):
                yield _Hit(core.start(), core.end(), found[at])
            start += len(text)

    def _found(self, texts: Sequence[str]) -> dict[int, str]:
        """The pieces to mark, each with what it is marked for."""
        plain, more, both = pieces(texts)
        single, forms, prefixes = self._single, self._forms, self._prefixes
        found = {at: word for at, word in enumerate(plain) if word in single}
        if prefixes:
            found |= {at: word for at, word in enumerate(plain) if word.startswith(prefixes)}
        for at, (words, mine) in more.items():
            marks = [word for word in words if word in single] or [form for form in mine if form in forms]
            marks = marks or [term for term in (*words, *mine) if term.startswith(prefixes)]
            if marks:
                found[at] = marks[0]
        for at, (form, *_) in both.items():
            if form in forms or form.startswith(prefixes):
                found.setdefault(at - 1, form)
                found.setdefault(at, form)
        if self._longer:
            every = [(word,) if word else more[at][0] for at, word in enumerate(plain)]
            owners = [at for at, words in enumerate(every) for _ in words]
            terms = (*chain.from_iterable(every),)
            for place, at in _places(terms, self._longer):
                for owner in owners[place:at]:
                    found.setdefault(owner, " ".join(terms[place:at]))
        return found


def _places(terms: tuple[str, ...], runs: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where (from, to) any of the runs stands among the terms."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for run in runs:
        by_first.setdefault(run[0], []).append(run)
    for place, term in enumerate(terms):
        for run in by_first.get(term, ()):
            if terms[place : place + len(run)] == run:
                yield place, place + len(run)


def _window(line: str, hits: Sequence[_Hit], width: int) -> tuple[int, int]:
    """From where to where: as many different words as fit, then as many marks, then the earliest."""
    if len(line) <= width:
        return 0, len(line)
    best, first, last = (0, 0), 0, 0
    right = 0
    inside: dict[str, int] = {}
    for left, hit in enumerate(hits):
        while right < len(hits) and hits[right].end <= hit.start + width:
            inside[hits[right].what] = inside.get(hits[right].what, 0) + 1
            right += 1
        if (score := (len(inside), right - left)) > best:
            best, first, last = score, hit.start, hits[right - 1].end
        if hit.what in inside:
            inside[hit.what] -= 1
            if not inside[hit.what]:
                del inside[hit.what]
        right = max(right, left + 1)
    start = max(0, min(first - (width - (last - first)) // 2, len(line) - width))
    return _at_word(line, start, first), _back_to_word(line, start + width, last)


def _at_word(line: str, start: int, first: int) -> int:
    """The next beginning of a word, not past the first mark."""
    if start == 0 or line[start - 1] == " ":
        return start
    space = line.find(" ", start, first)
    return start if space < 0 else space + 1


def _back_to_word(line: str, end: int, last: int) -> int:
    """The last end of a word, not before the last mark."""
    if end >= len(line) or line[end] == " ":
        return end
    space = line.rfind(" ", last, end)
    return end if space < 0 else space


def _marked(line: str, hits: Sequence[_Hit], start: int, end: int) -> Iterator[Text]:
    """The window as texts; marks with nothing but a space between them are one."""
    done = start
    text, mark = "…" if start else "", ""
    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        between = line[done : hit.start]
        if mark and not between.strip():
            mark += between + line[hit.start : hit.end]
        else:
            if mark:
                yield Text(mark, mark=True)
            text += between
            if text:
                yield Text(text)
            text, mark = "", line[hit.start : hit.end]
        done = hit.end
    if mark:
        yield Text(mark, mark=True)
    if rest := text + line[done:end] + ("…" if end < len(line) else ""):
        yield Text(rest)
