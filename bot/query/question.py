"""A question in plain words, or pasted text, read as a search: what it asks about, not how it asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.query.fields import condition
from bot.query.lexer import Kind, Lexeme, clean, lexemes
from bot.query.plain_words.words import bare
from bot.query.spell_out import either, phrase
from bot.query.tree import And, Field, Node, Query
from bot.text.latex import readable
from bot.text.stopwords import QUESTION_WORDS, SMALL_IN_CAPITALS
from bot.text.tokens import Token, tokens

RAREST = 8  # words of which some are asked for: the rarest say the most
MOST_BESIDE = 4  # words that are looked for next to each other as well
MOST_UNITS = 32  # words that a paper is weighed by
MAX_PASTED = 20_000  # characters that are read of pasted text; an abstract has 2,000
_READ = {Kind.WORD, Kind.PHRASE, Kind.FILTER, Kind.AND, Kind.OPEN, Kind.CLOSE}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: words and phrases that say something, in order, and filters, which always hold.

    `small`: words were left out that say nothing.
    """

    text: str
    units: tuple[tuple[Token, ...], ...]
    filters: tuple[Node, ...] = ()
    small: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term whose rarity counts."""
        return tuple(dict.fromkeys(_term(token) for unit in self.units for token in unit))

    @property
    def query(self) -> Query:
        """Any of it."""
        return Query(self.text, either(phrase(unit, Field.TEXT) for unit in self.units))


def question(text: str) -> Question | None:
    """What a query of words, phrases and filters asks about; None if it is built of more, or of nothing.

    QueryError as `bot.query.parser.parse`.
    """
    pieces = tuple(lexemes(clean(text)))
    if any(piece.kind not in _READ for piece in pieces):
        return None
    said = [_unit(each) for each in pieces if each.kind in {Kind.WORD, Kind.PHRASE}]
    asked = (condition(piece.name, piece.text) for piece in pieces if piece.kind is Kind.FILTER)
    return _question(text, said, tuple(node for node in asked if not isinstance(node, str)))


def only_asks(text: str) -> bool:
    """Whether there are words, and none of them says what about: today's papers. Never raises."""
    words = tokens(readable(text[:MAX_PASTED].encode("utf-8", "ignore").decode("utf-8")))
    units = [(token,) for token in words]
    return bool(units) and all(map(_is_small, units))


def pasted(text: str) -> Question | None:
    """What any text is about, whatever signs are in it; None if it says nothing. Never raises."""
    words = tokens(readable(text[:MAX_PASTED].encode("utf-8", "ignore").decode("utf-8")))
    return _question(text, [(token,) for token in words], ())


def relax(asked: Question, papers: Mapping[str, int], missing: int) -> Query | None:
    """The query that a paper fulfils if it lacks `missing` of the rarest words at most; ranked by all of them.

    `papers`: how many have each of the question's terms; what nobody has is not asked for. None if there is
    nothing left to leave out.
    """
    rarity = {unit: min(papers.get(_term(token), 0) for token in unit) for unit in asked.units}
    known = sorted((unit for unit in asked.units if rarity[unit]), key=rarity.__getitem__)[:MOST_UNITS]
    rarest = known[:RAREST]
    kept = len(rarest) - missing
    if kept < 1:
        return None
    nodes = {unit: phrase(unit, Field.TEXT) for unit in known}
    wanted = at_least(kept, [nodes[unit] for unit in asked.units if unit in rarest])
    weighed = either((*(nodes[unit] for unit in asked.units if unit in nodes), *_beside(asked)))
    return Query(asked.text, _all((wanted, *asked.filters)), weighed)


def _beside(asked: Question) -> tuple[Node, ...]:
    """A short text's words as a phrase: V* Bench is a name; V-Triune and MEGA-Bench are others."""
    whole = tuple(token for unit in asked.units for token in unit)
    return (phrase(whole, Field.TEXT),) if 1 < len(whole) <= MOST_BESIDE else ()


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


def _question(text: str, said: Iterable[tuple[Token, ...]], filters: tuple[Node, ...]) -> Question | None:
    every = [unit for unit in said if unit]
    units = tuple(dict.fromkeys(unit for unit in every if not _is_small(unit)))
    return Question(text.strip(), units, filters, small=len(units) < len(every)) if units else None


def _unit(piece: Lexeme) -> tuple[Token, ...]:
    """What it is cut into; I'm, which would be i and m, is as small as i."""
    shortened = piece.kind is Kind.WORD and not piece.text.isalpha() and bare(piece.text) in QUESTION_WORDS
    return tuple(tokens(readable(piece.text)))[: 1 if shortened else None]


def _is_small(unit: tuple[Token, ...]) -> bool:
    return all(
        token.folded in QUESTION_WORDS and (not token.acronym or token.folded in SMALL_IN_CAPITALS)
        for token in unit
    )


def _term(token: Token) -> str:
    return f"={token.acronym}" if token.acronym else token.term


def _all(nodes: tuple[Node, ...]) -> Node:
    return And(nodes) if len(nodes) > 1 else nodes[0]
