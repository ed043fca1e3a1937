"""A document's terms as the columns of the full-text table, and the marks that keep kinds of terms apart.

Words stand in `title` and `abstract`, what they are called besides in columns of their own: so a word or one of
its forms is one lookup over all columns, and a phrase stands nowhere but in the words. In `meta` every term begins
with a mark that no word begins with, so that no word, and no beginning of one, is ever found there.
"""

from typing import NamedTuple

from bot.query.tree import Field
from bot.text.document import AUTHOR_BREAK, Document

AUTHOR, ORG, TAG = "@", "&", "%"
MARKS = {Field.AUTHOR: AUTHOR, Field.ORG: ORG}
BREAK = "|"  # between two authors, before the organization, between forms: no phrase crosses it


class Columns(NamedTuple):
    """One row of the full-text table."""

    title: str
    abstract: str
    title_forms: str
    abstract_forms: str
    meta: str


def columns(document: Document) -> Columns:
    """The document's terms, a space on either side of each, so that they can be counted as parts of a text."""
    authors, org, tags = _authors(document.authors), _marked(ORG, document.org), _marked(TAG, document.tags)
    return Columns(
        title=_spaced(document.title),
        abstract=_spaced(document.abstract),
        title_forms=_parted(document.title_forms),
        abstract_forms=_parted(document.abstract_forms),
        meta=f"{authors}{BREAK}{org} {BREAK}{tags}",
    )


def _authors(terms: tuple[str, ...]) -> str:
    return f"{_marked(AUTHOR, terms)} ".replace(f" {AUTHOR}{AUTHOR_BREAK} ", f" {BREAK} ")


def _marked(mark: str, terms: tuple[str, ...]) -> str:
    return f" {mark}{f' {mark}'.join(terms)}" if terms else ""


def _parted(forms: tuple[str, ...]) -> str:
    """So that no phrase is found among them, and a phrase need not be told where to look."""
    return f" {f' {BREAK} '.join(forms)} " if forms else ""


def _spaced(terms: tuple[str, ...]) -> str:
    return f" {' '.join(terms)} " if terms else ""
