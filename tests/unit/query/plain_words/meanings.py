"""What plain words mean, said shortly, for a table of them."""

from bot.query.plain_words.as_query import as_query
from bot.query.plain_words.by_whom import by_whom
from bot.query.plain_words.wish import wish
from bot.query.plain_words.words import plain_words

LIKELIEST = 2  # of the names that nothing says to be one


def meaning(typed: str) -> tuple[str, str, str]:
    """Whose papers (all that are said, else who is likeliest), what is wanted first, and what would be subscribed to.

    `!`: papers by somebody and nothing else; the query cannot mean anything else. `?`: it may be no name.
    """
    names = tuple(by_whom(typed))
    said = [f"{each.said} {each.name}{_beside(each.about)}{'!' * each.alone}" for each in names if each.said]
    likely = [f"{each.name}{_beside(each.about)}?" for each in names]
    wanted = wish(typed)
    first = ""
    if wanted:
        first = "the paper " * wanted.named + (f"{wanted.first.value}: " if wanted.first else "") + wanted.about
    query, sure = as_query(plain_words(typed))
    return "; ".join(said or likely[:LIKELIEST]), first, f"{query}{'!' * sure}"


def _beside(about: str) -> str:
    return f" [{about}]" if about else ""
