"""The fields of the query language: their names, what may stand after them, and what they ask."""

import re
from difflib import get_close_matches

from bot.errors import QueryError
from bot.query.tree import Field, Tag, Upvotes
from bot.text.document import HAS_CODE, tag

TEXT_FIELDS = {
    "title": Field.TITLE,
    "abstract": Field.ABSTRACT,
    "author": Field.AUTHOR,
    "org": Field.ORG,
}
# Filters with an example of each, shown when a value is missing or cannot be read.
FILTERS = {"cat": "cat:cs.CL", "source": "source:arxiv", "upvotes": "upvotes:>20", "has": "has:code"}
# Other words for them, and the short ones of arXiv and Google, in queries that people bring along.
_ALIASES = {"authors": "author", "category": "cat", "organization": "org", "organisation": "org"} | {
    "ti": "title", "abs": "abstract", "au": "author",
    "intitle": "title", "allintitle": "title", "by": "author", "from": "org", "affiliation": "org",
}  # fmt: skip
_NAMES = (*TEXT_FIELDS, *FILTERS)
ALL = "all"  # arXiv's, for title and abstract: what is looked for without a field
_DATES = frozenset(("after", "before", "date", "published", "since", "submitteddate", "until", "year"))
MAX_UPVOTES = 10**9

_UPVOTES = re.compile(r"(>=|=>|<=|=<|≥|≤|>|<|=|)\s*([0-9][0-9,]*)")
_CATEGORY = re.compile(r"#?([^\W_][\w+-]*)(\.\*|(?:\.[\w+-]+)*)|#?[^\W_][\w +&.-]*")


def field_named(name: str) -> str | None:
    """The field of that name in any case, None if there is none."""
    lower = name.lower()
    lower = _ALIASES.get(lower, lower)
    return lower if lower in _NAMES or lower == ALL else None


def unknown_field(name: str, position: int) -> QueryError:
    """The error for a field that does not exist, the closest names first."""
    if name.lower() in _DATES:
        return QueryError(f"no field at {position}: {name}: (search does not go by dates; leave it out)", position)
    close = get_close_matches(name.lower(), _NAMES, n=len(_NAMES), cutoff=0.5)
    fields = " ".join(f"{field}:" for field in dict.fromkeys((*close, *_NAMES)))
    return QueryError(
        f"unknown field at {position}: {name}: (fields are {fields}; put the words in quotes to look for them)",
        position,
    )


def condition(name: str, value: str) -> Tag | Upvotes | str:
    """What a filter asks; a sentence's end (what is wrong) where its value cannot be read."""
    match name:
        case "upvotes":
            return _upvotes(value)
        case "has":
            return Tag(HAS_CODE) if value.lower() == "code" else "only has:code can be asked"
        case "source":
            return Tag(tag("source", value))
        case _:
            return _category(value)


def _upvotes(value: str) -> Upvotes | str:
    found = _UPVOTES.fullmatch(value)
    if found is None:
        return "a number goes there, as in upvotes:>20"
    number = min(int(found[2].replace(",", "")), MAX_UPVOTES)
    match found[1]:
        case ">":
            return Upvotes(">", number)
        case "<":
            return Upvotes("<", number)
        case "=":
            return Upvotes("=", number)
        case "<=" | "=<" | "≤":
            return Upvotes("<=", number)
        case _:
            return Upvotes(">=", number)


def _category(value: str) -> Tag | str:
    bare = value.rstrip(".")
    if not _CATEGORY.fullmatch(bare):
        return "a category goes there, as in cat:cs.CL or cat:cs.*"
    return Tag(tag("cat", bare.lstrip("#").removesuffix(".*")))
