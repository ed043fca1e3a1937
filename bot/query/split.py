"""Several queries in one line: `subscribe diffusion, "a, b", (x | y)`."""

from bot.query.lexer import MAX_QUERY_LENGTH, QUOTES

MAX_LIST_LENGTH = 10 * MAX_QUERY_LENGTH
_COMMAS = ",，、;；\n"


def split_queries(text: str) -> tuple[str, ...]:
    """The queries that commas (or semicolons, or line ends) part, trimmed, each once, in order.

    Commas inside quotes, parentheses and numbers (1,000) belong to the query. A text too long to be a list
    comes back whole, so that reading it as a query says so.
    """
    if len(text) > MAX_LIST_LENGTH:
        return (text,)
    pieces: list[str] = [""]
    quoted, depth = False, 0
    for at, char in enumerate(text):
        if char in QUOTES:
            quoted = not quoted
        elif not quoted and char in "()（）":
            depth = max(0, depth + (1 if char in "(（" else -1))
        if char in _COMMAS and not quoted and not depth and not _in_number(text, at):
            pieces.append("")
        else:
            pieces[-1] += char
    return tuple(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))


def _in_number(text: str, at: int) -> bool:
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
