"""Words that belong together: a few of them in a search, which papers have next to each other or far apart."""

from dataclasses import replace

from bot.errors import QueryError
from bot.query.parser import parse
from bot.query.plain_words.words import plain_words
from bot.query.tree import Query

MOST = 4  # words; more are rarely next to each other anywhere


def together(query: Query) -> Query:
    """The same query, by which papers that have its words next to each other, as typed, are more relevant.

    Of papers with a keyword's words those about it mostly say it in one: text to speech, multi-agent systems.
    """
    words = plain_words(query.text)
    if not 1 < len(words) <= MOST:
        return query
    try:
        return replace(query, beside=parse(f'"{" ".join(words)}"').root)
    except QueryError:
        return query
