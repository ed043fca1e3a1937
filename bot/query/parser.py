"""The parser: a query as typed, read into the tree of conditions that every engine evaluates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.errors import QueryError
from bot.query.fields import TEXT_FIELDS, condition
from bot.query.lexer import Kind, Lexeme, clean, error, lexemes
from bot.query.spell_out import beginning, either, name, once, phrase, word
from bot.query.tree import MIN_PREFIX, And, Field, Node, Not, Prefix, Query, Trending
from bot.text.analyzer import names
from bot.text.latex import readable
from bot.text.tokens import Token, tokens

MAX_WORDS = 64  # words, phrases and filters in one query; every one is spelt out in at most 32 ways
MAX_DEPTH = 16  # parentheses inside each other
TRENDING = "trending"
_NAMES = (Field.AUTHOR, Field.ORG)
_ENDS = (Kind.OR, Kind.CLOSE)


def parse(text: str) -> Query:
    """What a query asks. QueryError says what cannot be read, where (from 1) and how to mend it.

    Words side by side are all wanted; OR (or |) reaches over them: `a b | c d` is (a b) | (c d).
    Operators are upper-case words, so that "and", "or" and "not" can be looked for.
    """
    typed = clean(text)
    pieces = tuple(lexemes(typed))
    many = [piece for piece in pieces if piece.kind in _COUNTED]
    if len(many) > MAX_WORDS:
        raise error(f"too many words (at most {MAX_WORDS})", typed, many[MAX_WORDS].start, "leave some out")
    if trending := _asks_trending(pieces):
        pieces = tuple(piece for piece in pieces if not _is_trending(piece))
    root = _Reader(typed, pieces).read(trending=trending)
    return Query(typed.strip(), root)


_COUNTED = (Kind.WORD, Kind.PREFIX, Kind.PHRASE, Kind.FILTER)


def _is_trending(piece: Lexeme) -> bool:
    return piece.kind is Kind.WORD and piece.text.lower() == TRENDING


def _asks_trending(pieces: Sequence[Lexeme]) -> bool:
    """`trending` alone or among filters is the day's list; among words it is one of them."""
    rest = [piece for piece in pieces if not _is_trending(piece)]
    return len(rest) == len(pieces) - 1 and all(p.kind in {Kind.FILTER, Kind.NOT, Kind.AND} for p in rest)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A word of an AND list that may be one half of a compound with its neighbour."""

    token: Token


class _Reader:
    """Recursive descent over the lexemes of one query; the depth is bounded by MAX_DEPTH."""

    def __init__(self, text: str, pieces: Sequence[Lexeme]) -> None:
        self._text = text
        self._pieces = pieces
        self._at = 0
        self._depth = 0

    def read(self, *, trending: bool) -> Node:
        if trending:
            return self._all(Field.TEXT, (Trending(),)) or Trending()
        root = self._any(Field.TEXT)
        if self._at < len(self._pieces):
            self._fail("unopened parenthesis", "add ( before it or leave it out")
        if root is None:
            raise QueryError("nothing to look for: give at least one word", 1)
        return root

    def _any(self, field: Field) -> Node | None:
        """Alternatives: `a | b`."""
        nodes = [self._all(field)]
        while (bar := self._peek()) and bar.kind is Kind.OR:
            if nodes[-1] is None:
                self._fail("nothing to look for before OR", "an alternative goes on both sides")
            self._at += 1
            nodes.append(self._all(field))
            if nodes[-1] is None:
                raise error(
                    "nothing to look for after OR", self._text, bar.start, "an alternative goes on both sides"
                )
        found = [node for node in nodes if node is not None]
        return either(found) if found else None

    def _all(self, field: Field, given: tuple[Node, ...] = ()) -> Node | None:
        """Words side by side: all of them, without those negated."""
        start = self._at
        parts: list[Node | _Plain] = list(given)
        while (piece := self._peek()) and piece.kind not in _ENDS:
            self._at += 1
            if piece.kind is Kind.AND:
                continue
            part = self._negated(piece, field) if piece.kind is Kind.NOT else self._one(piece, field)
            if part is not None:
                parts.append(part)
        nodes = once(_spelt_out(parts, field))
        if nodes and all(isinstance(node, Not) for node in nodes):
            first = self._pieces[start]
            raise error("only negations", self._text, first.start, "say what to find as well: diffusion -video")
        return And(nodes) if len(nodes) > 1 else nodes[0] if nodes else None

    def _negated(self, sign: Lexeme, field: Field) -> Node | None:
        piece = self._peek()
        if piece is None or piece.kind in (*_ENDS, Kind.AND, Kind.NOT):
            raise error("nothing to leave out after NOT", self._text, sign.start, "a word goes after it")
        self._at += 1
        part = self._one(piece, field)
        if isinstance(part, _Plain):
            part = word(part.token, None, None, field)
        return None if part is None else Not(part)

    def _one(self, piece: Lexeme, field: Field) -> Node | _Plain | None:
        match piece.kind:
            case Kind.OPEN:
                return self._group(piece, field)
            case Kind.FIELD:
                return self._fielded(piece)
            case Kind.FILTER:
                return self._filtered(piece)
            case Kind.PREFIX:
                return self._prefix(piece, field)
            case _:
                return self._words(piece, field)

    def _group(self, opening: Lexeme, field: Field) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            mend = "Leave some of them out."
            what = f"more than {MAX_DEPTH} parentheses inside each other"
            raise error(what, self._text, opening.start, mend=mend)
        node = self._any(field)
        self._depth -= 1
        if self._peek() is None:
            mend = "Put a ) where the group ends, or leave this one out."
            raise error("unclosed parenthesis", self._text, opening.start, mend=mend)
        self._at += 1
        return node

    def _fielded(self, name_: Lexeme) -> Node | None:
        piece = self._peek()
        if piece is None or piece.kind not in {Kind.WORD, Kind.PREFIX, Kind.PHRASE, Kind.OPEN}:
            remedy = "a word, a phrase or parentheses go after it; a minus goes before the field"
            raise error(f"{name_.text}: without a word", self._text, name_.start, remedy)
        self._at += 1
        field = TEXT_FIELDS.get(name_.text, Field.TEXT)  # all: is no field
        part = self._one(piece, field)
        return word(part.token, None, None, field) if isinstance(part, _Plain) else part

    def _filtered(self, piece: Lexeme) -> Node:
        found = condition(piece.name, piece.text)
        if isinstance(found, str):
            raise error(f"unreadable {piece.name}:", self._text, piece.start, found)
        return found

    def _prefix(self, piece: Lexeme, field: Field) -> Node | None:
        found = tuple(tokens(piece.text))
        if not found:
            raise error(
                "misplaced *", self._text, piece.start, "it ends a word of at least 3 letters, as in multi*"
            )
        if len(found[-1].folded) < MIN_PREFIX and not found[-1].char:
            remedy = f"give at least {MIN_PREFIX} letters before *, or put it in quotes"
            raise error("too short a beginning", self._text, piece.start, remedy)
        return Prefix(names(piece.text)[-1], field) if field in _NAMES else beginning(found, field)

    def _words(self, piece: Lexeme, field: Field) -> Node | _Plain | None:
        if field in _NAMES:
            return name(piece.text, field)
        found = _tokens(piece.text)
        if not found:
            return None
        if piece.kind is Kind.WORD and len(found) == 1 and not found[0].char:
            return _Plain(found[0])
        return phrase(found, field)

    def _peek(self) -> Lexeme | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _fail(self, what: str, remedy: str) -> None:
        raise error(what, self._text, self._pieces[self._at].start, remedy)


@lru_cache(maxsize=2**13)
def _tokens(text: str) -> tuple[Token, ...]:
    """Thousands of subscriptions are made of much the same words."""
    return tuple(tokens(readable(text)))


def _spelt_out(parts: Sequence[Node | _Plain], field: Field) -> list[Node]:
    """Plain words know their neighbours: two that a hyphen could join are looked for as one word too."""
    plain = [part.token if isinstance(part, _Plain) else None for part in parts]
    around = [None, *plain, None]
    return [
        word(part.token, around[at], around[at + 2], field) if isinstance(part, _Plain) else part
        for at, part in enumerate(parts)
    ]
