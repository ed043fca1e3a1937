"""How long a source wishes to be left alone, from its answer's headers. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 86_400.0  # seconds; a wish beyond a day is a mistake

# https://huggingface.co/docs/hub/rate-limits: `RateLimit: "api";r=0;t=55`, r calls left, for t seconds
_RATE_LIMIT: Final = re.compile(r";\s*r=(\d{1,9})\s*;\s*t=(\d{1,9})")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, from Retry-After (seconds or a date) or a used-up RateLimit; None if nothing is said."""
    said = headers.get("retry-after", "").strip()
    if said:
        return _clamped(_seconds(said, now))
    limit = _RATE_LIMIT.search(headers.get("ratelimit", ""))
    if limit and int(limit[1]) == 0:
        return _clamped(int(limit[2]) + 1.0)
    return None


def _seconds(said: str, now: datetime) -> float | None:
    if said.isdecimal():
        return float(said[:9])
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()


def _clamped(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(seconds, 1.0), LONGEST)
