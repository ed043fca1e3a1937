"""The conjuncts of a query as typed: the pieces that a paper must have all of."""

from collections.abc import Iterator

from bot.query.lexer import Kind, Lexeme, clean, lexemes


def conjuncts(text: str) -> tuple[str, ...]:
    """Each piece that must hold, as typed: a word, a phrase, a field with its value, parentheses, a negation.

    A query of alternatives is one piece. QueryError as `bot.query.parser.parse`.
    """
    typed = clean(text)
    pieces = tuple(lexemes(typed))
    depth = 0
    for piece in pieces:
        depth += _step(piece)
        if piece.kind is Kind.OR and not depth:
            return (typed.strip(),)
    return tuple(typed[start:end] for start, end in _spans(pieces))


def _spans(pieces: tuple[Lexeme, ...]) -> Iterator[tuple[int, int]]:
    start, depth = -1, 0
    for piece in pieces:
        if piece.kind is Kind.AND and not depth:
            continue
        start = piece.start if start < 0 else start
        depth += _step(piece)
        if not depth and piece.kind not in {Kind.NOT, Kind.FIELD}:
            yield start, piece.end
            start = -1


def _step(piece: Lexeme) -> int:
    return {Kind.OPEN: 1, Kind.CLOSE: -1}.get(piece.kind, 0)
