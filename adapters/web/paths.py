"""Paths: where everything is, as links have it. Half a character (of a text that was cut) is a question mark."""

from typing import Final
from urllib.parse import quote, urlencode

from bot.daily.period import Kind, Period

SEARCH: Final = "/papers"
TRENDING: Final = "/papers/trending"
KEYWORD: Final = "/keyword"
ATOM, JSON_FEED = "/feeds/atom", "/feeds/json"
_ARXIV: Final = "arxiv:"


def paper(paper_id: str) -> str:
    """A paper's page; of arXiv's the number alone, as the original has it."""
    return f"/papers/{quote(paper_id.removeprefix(_ARXIV), safe='/:;()', errors='replace')}"


def period(of: Period) -> str:
    """A day's, a week's or a month's list."""
    return f"/papers/{'date' if of.kind is Kind.DAY else of.kind}/{of.name}"


def search(text: str) -> str:
    """The papers that a text finds."""
    return with_query(SEARCH, q=text)


def keyword(text: str) -> str:
    """A keyword's page."""
    return with_query(KEYWORD, q=text)


def with_query(path: str, **values: str | int) -> str:
    """The path with what is said behind it; empty values are left out."""
    said = {name: value for name, value in values.items() if value != ""}
    return f"{path}?{urlencode(said, errors='replace')}" if said else path
