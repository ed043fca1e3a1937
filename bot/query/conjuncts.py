"""The pieces of a query as typed: its alternatives, and of each the conjuncts, which a paper must have all of."""

from collections.abc import Iterator

from bot.query.lexer import Kind, Lexeme, clean, lexemes


def alternatives(text: str) -> tuple[str, ...]:
    """The parts of which one must hold, as typed; one if nothing stands between bars. QueryError as `parse`."""
    typed = clean(text)
    depth, start, found = 0, 0, []
    for piece in lexemes(typed):
        depth += _step(piece)
        if piece.kind is Kind.OR and not depth:
            found.append(typed[start : piece.start].strip())
            start = piece.end
    return tuple(part for part in (*found, typed[start:].strip()) if part)


def conjuncts(text: str) -> tuple[str, ...]:
    """Each piece that must hold, as typed: a word, a phrase, a field with its value, parentheses, a negation.

    Of one alternative. QueryError as `bot.query.parser.parse`.
    """
    typed = clean(text)
    return tuple(typed[start:end] for start, end in _spans(tuple(lexemes(typed))))


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
