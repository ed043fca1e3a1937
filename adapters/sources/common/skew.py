"""How far this machine's clock is from the sources': their answers carry a date (RFC 9110, 6.6.1). Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def skew(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """By how much the clock that gave `now` is ahead of the answer's (negative: behind); None: it does not say.

    An answer out of a cache tells its `Age` in seconds, which is added to its date.
    """
    try:
        date = parsedate_to_datetime(headers["date"])
        age = timedelta(seconds=int(headers.get("age", "0")))
    except (KeyError, ValueError, OverflowError):
        return None
    return now - (date if date.tzinfo else date.replace(tzinfo=UTC)) - age
