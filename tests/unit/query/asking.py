"""Whether a query finds a text, as every chapter of the language asks."""

import pytest

from bot.errors import QueryError
from bot.query.parser import parse
from bot.text.document import document
from tests.fakes.papers import candidate
from tests.reference import matches


def finds(query: str, text: str) -> bool:
    """Whether a paper of that title is found."""
    return matches(parse(query), document(candidate(1, text)))


def check(query: str, text: str | None, expected: object) -> None:
    """The query finds the text, or does not, or (`QueryError`) is refused."""
    if expected is QueryError:
        with pytest.raises(QueryError):
            parse(query)
    else:
        assert text is not None
        assert finds(query, text) is expected
