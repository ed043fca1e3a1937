"""The lexer: a query as typed, cut into words, phrases, filters and operators with their positions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import QueryError
from bot.query.fields import FILTERS, field_named, unknown_field

MAX_QUERY_LENGTH = 2_000  # characters; the longest title known to arXiv has under 500

QUOTES = '"“”„‟«»「」『』'
_SIGNS = "-‐‑−!"
# Full-width forms, as East Asian keyboards type them, one for one so that positions stay.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("、"): ",", ord("，"): ","}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HALF = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"(?:\s|[,;])+")
_WORD = re.compile(rf"(?:[^\s()|,;{QUOTES}]|(?<=[0-9]),(?=[0-9]))+")
_PHRASE = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_SINGLE = re.compile(rf"['‘]([^'‘’{QUOTES}]+(?:['’]\w[^'‘’{QUOTES}]*)*)['’](?![^\s()|,;])")
_FIELD = re.compile(r"([A-Za-z]+):(?![/:])")
_VALUE = re.compile(rf"\s*(?:[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|((?:[<>=≤≥]+\s*)?(?:{_WORD.pattern})?))")
_COMPARED = re.compile(r"upvotes\s*(?=[<>=≤≥])", re.IGNORECASE)  # without its colon
_CATEGORY = re.compile(r"#([A-Za-z][\w.*+-]*)")


class Kind(Enum):
    """What a lexeme is."""

    WORD = auto()
    PREFIX = auto()  # the text is without its *
    PHRASE = auto()
    FIELD = auto()  # the text is the field's name; what it applies to follows
    FILTER = auto()  # the text is the value, `name` the field's name
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()


_OPERATOR_WORDS = {kind.name: kind for kind in (Kind.OR, Kind.AND, Kind.NOT)} | {"ANDNOT": Kind.NOT}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query; `start` and `end` count from 0 in the query as typed."""

    kind: Kind
    text: str
    start: int
    end: int
    name: str = ""


def error(what: str, text: str, start: int, remedy: str = "", mend: str = "") -> QueryError:
    """The error for what stands at `start` (from 0) of a query, with how to mend it: within it, or after it."""
    excerpt = " ".join(text[start : start + 40].split())
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in excerpt)
    sentence = f"{what} at {start + 1}: {shown}" + (f" ({remedy})" if remedy else "")
    return QueryError(sentence, start + 1, query=text, mend=mend)


def clean(text: str) -> str:
    """The query with each control character made a space; QueryError if it is too long or not text at all."""
    if len(text) > MAX_QUERY_LENGTH:
        raise QueryError(
            f"query too long: {len(text):,} characters (at most {MAX_QUERY_LENGTH:,})", MAX_QUERY_LENGTH + 1
        )
    if half := _HALF.search(text):
        raise error("broken character", text, half.start(), "half a surrogate pair: type it again")
    return _CONTROL.sub(" ", text)


def lexemes(text: str) -> Iterator[Lexeme]:
    """The pieces of a cleaned query in order. QueryError where a piece cannot be read."""
    plain = text.translate(_WIDE)
    at = 0
    while at < len(plain):
        if space := _SPACE.match(plain, at):
            at = space.end()
            continue
        piece = _piece(plain, text, at)
        if isinstance(piece, Lexeme):
            yield piece
            at = piece.end
        else:
            at = piece


def _piece(plain: str, text: str, at: int) -> Lexeme | int:  # noqa: PLR0911 - one return for each kind of piece
    """The piece that begins at `at`; the place to go on from where there is only punctuation."""
    char = plain[at]
    if char in "()":
        return Lexeme(Kind.OPEN if char == "(" else Kind.CLOSE, char, at, at + 1)
    if char == "|":
        return Lexeme(Kind.OR, char, at, len(plain) - len(plain[at:].lstrip("|")))
    if char in QUOTES:
        return _phrase(plain, text, at)
    if char in "'‘" and (single := _SINGLE.match(plain, at)):
        return Lexeme(Kind.PHRASE, single[1], at, single.end())
    if char in _SIGNS:
        return _sign(plain, at)
    if char == "@" and plain[at + 1 : at + 2].strip():
        return Lexeme(Kind.FIELD, "author", at, at + 1)
    if category := _CATEGORY.match(plain, at):
        return Lexeme(Kind.FILTER, category[1], at, category.end(), "cat")
    if compared := _COMPARED.match(plain, at):
        return _field(plain, at, compared.end(), "upvotes")
    if named := _FIELD.match(plain, at):
        if name := field_named(named[1]):
            return _field(plain, at, named.end(), name)
        # A name such as FlowInOne or FORGE before a colon is a title's, not a field's.
        if named.end() < len(plain) and plain[named.end()] not in " )|,;" and named[1][1:] == named[1][1:].lower():
            raise unknown_field(named[1], at + 1)
    return _word(plain, text, at)


def _phrase(plain: str, text: str, at: int) -> Lexeme:
    if not (phrase := _PHRASE.match(plain, at)):
        raise error("unclosed quote", text, at, mend='Put another " where the phrase ends, or leave this one out.')
    if not phrase[1].strip():
        raise error("empty quotes", text, at, "put the words of the phrase between them")
    return Lexeme(Kind.PHRASE, phrase[1], at, phrase.end())


def _sign(plain: str, at: int) -> Lexeme | int:
    """A hyphen (or, as many search boxes have it, a !) before a word is a negation; one that stands alone or after
    a quote is punctuation.
    """
    end = at + 1
    while end < len(plain) and plain[end] in _SIGNS:
        end += 1
    begins = at == 0 or plain[at - 1] in " (|,;:" or plain[at - 1].isspace()
    followed = end < len(plain) and not plain[end].isspace() and plain[end] not in "|),;"
    return Lexeme(Kind.NOT, "-", at, end) if begins and followed and end == at + 1 else end


def _field(plain: str, at: int, after: int, name: str) -> Lexeme:
    if name not in FILTERS:
        return Lexeme(Kind.FIELD, name, at, after)
    value = _VALUE.match(plain, after)
    if value is None or not (value[1] or value[2] or "").strip():
        raise error(f"{name}: without a value", plain, at, f"such as {FILTERS[name]}")
    return Lexeme(Kind.FILTER, (value[1] or value[2]).strip(), at, value.end(), name)


def _word(plain: str, text: str, at: int) -> Lexeme:
    found = next(_WORD.finditer(plain, at))
    word, end = found[0], found.end()
    if word in _OPERATOR_WORDS:
        return Lexeme(_OPERATOR_WORDS[word], word, at, end)
    bare = word.rstrip(".?!:*")
    if "*" in bare or (not bare and "*" in word):
        raise error("misplaced *", text, at, "it ends a word of at least 3 letters, as in multi*")
    return Lexeme(Kind.PREFIX if "*" in word else Kind.WORD, bare if "*" in word else word, at, end)
