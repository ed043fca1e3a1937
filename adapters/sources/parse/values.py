"""Values from outside made safe to keep: text without control characters, sane numbers, dates and links."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.text.cut import cut

# Longer than any real one; what is longer is cut, so that one hostile item cannot fill the database.
MAX_TITLE: Final = 500
MAX_ABSTRACT: Final = 20_000
MAX_NAME: Final = 200
MAX_LINK: Final = 1_000
MAX_NAMES: Final = 1_000  # authors: a few collaborations have thousands
MAX_TAGS: Final = 30

# Controls, lone surrogates, and the bidirectional overrides that can turn a line's text around.
_UNSAFE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def text(value: object, limit: int) -> str:
    """A string with whitespace folded to single spaces and unsafe characters gone; "" for anything else."""
    if not isinstance(value, str):
        return ""
    folded = " ".join(_UNSAFE.sub("", value[: 4 * limit]).split())
    return cut(folded, limit)


def texts(values: object, limit: int, most: int) -> tuple[str, ...]:
    """Those of a list that have a letter or digit, in order (a team's name comes with a lone ":").

    Names may repeat: two authors of one paper can have the same.
    """
    if not isinstance(values, Iterable) or isinstance(values, str | bytes):
        return ()
    found = (text(value, limit) for value in values)
    return tuple(islice((each for each in found if any(map(str.isalnum, each))), most))


def names(values: object) -> tuple[str, ...]:
    """The authors of a paper."""
    return texts(values, MAX_NAME, MAX_NAMES)


def tags(values: object) -> tuple[str, ...]:
    """Categories or keywords, each once."""
    return tuple(dict.fromkeys(texts(values, MAX_NAME, MAX_TAGS)))


def number(value: object) -> int:
    """A count from 0 to a billion; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 -- NaN
        return 0
    return int(min(max(value, 0), 1_000_000_000))


def day(value: object) -> date | None:
    """The UTC date of an ISO date or instant; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value.strip())
        return (instant.astimezone(UTC) if instant.tzinfo else instant).date()
    except (ValueError, OverflowError):
        return None


def link(value: object, home: str = "") -> str:
    """A web address, made whole with the page it stood on; "" for anything else.

    As browsers do, line breaks inside it are left out and spaces become `%20`.
    """
    if not isinstance(value, str):
        return ""
    found = _UNSAFE.sub("", re.sub(r"[\r\n\t]+ *", "", value[: 4 * MAX_LINK].strip())).replace(" ", "%20")
    found = f"https://{found}" if found.lower().startswith("www.") else found.replace("&amp;", "&")
    try:
        found = urljoin(home, found) if home and found else found
        parts = urlsplit(found)
    except ValueError:
        return ""
    whole = parts.scheme in {"http", "https"} and bool(parts.netloc) and "%20" not in parts.netloc
    return found if whole and len(found) <= MAX_LINK else ""


def reason(error: Exception) -> str:
    """One short line about an error of a parser."""
    return text(str(error), 150) or type(error).__name__
