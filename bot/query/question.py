"""A question in plain words, read as a search: what it asks about, not how it asks."""

from collections.abc import Sequence

from bot.query.fields import condition
from bot.query.lexer import Kind, Lexeme, clean, lexemes
from bot.query.spell_out import either, phrase
from bot.query.tree import And, Field, Node, Query
from bot.text.latex import readable
from bot.text.stopwords import QUESTION_WORDS
from bot.text.tokens import Token, tokens

MAX_CONTENT = 8  # words of a question that are looked for; the longest say the most
_READ = {Kind.WORD, Kind.PHRASE, Kind.FILTER, Kind.AND}


def relax(query_text: str, missing: int = 1) -> Query | None:
    """The query without its small and question words, where a paper may lack `missing` of the others.

    For a search that found too few: first 0, then 1, 2… until enough is found or None comes back: there is
    nothing left to leave out, or the query is built of more than words, phrases and filters. QueryError as
    `bot.query.parser.parse`. A phrase counts as one word, filters always hold.
    """
    typed = clean(query_text)
    pieces = tuple(lexemes(typed))
    if any(piece.kind not in _READ for piece in pieces):
        return None
    units = list(dict.fromkeys(unit for piece in pieces if (unit := tuple(_content(piece)))))
    said = [piece for piece in pieces if piece.kind in {Kind.WORD, Kind.PHRASE}]
    kept = len(units) - missing if len(units) > 1 else len(units)
    if kept < 1 or (kept == len(units) == len(said)) or (len(units) == 1 and missing > 1):
        return None
    chosen = sorted(units, key=_length, reverse=True)[:MAX_CONTENT]
    nodes = [phrase(unit, Field.TEXT) for unit in units if unit in chosen]
    wanted = at_least(min(kept, len(nodes)), nodes)
    return Query(typed.strip(), _all((wanted, *_filters(pieces))))


def at_least(count: int, nodes: Sequence[Node]) -> Node:
    """So many of these, 1 to all of them: written by halves, since every choice by itself says each word dozens
    of times (280 for 5 of 8, against 48).
    """
    if count == len(nodes):
        return _all(tuple(nodes))
    if count == 1:
        return either(nodes)
    left, right = nodes[: len(nodes) // 2], nodes[len(nodes) // 2 :]
    ways = []
    for mine in range(max(0, count - len(right)), min(count, len(left)) + 1):
        theirs = count - mine
        both = ([at_least(mine, left)] if mine else []) + ([at_least(theirs, right)] if theirs else [])
        ways.append(_all(tuple(both)))
    return either(ways)


def _content(piece: Lexeme) -> tuple[Token, ...]:
    if piece.kind not in {Kind.WORD, Kind.PHRASE}:
        return ()
    found = tuple(tokens(readable(piece.text)))
    small = all(token.folded in QUESTION_WORDS and not token.acronym for token in found)
    return () if small else found


def _length(unit: tuple[Token, ...]) -> int:
    return sum(len(token.folded) for token in unit)


def _filters(pieces: tuple[Lexeme, ...]) -> tuple[Node, ...]:
    asked = (condition(piece.name, piece.text) for piece in pieces if piece.kind is Kind.FILTER)
    return tuple(node for node in asked if not isinstance(node, str))


def _all(nodes: tuple[Node, ...]) -> Node:
    return And(nodes) if len(nodes) > 1 else nodes[0]
