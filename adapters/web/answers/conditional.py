"""Conditional requests: what a reader has already is not sent again. RFC 9110, section 13."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def http_date(at: datetime) -> str:
    """`Fri, 27 Nov 2026 10:00:00 GMT`."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_known(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether the request says that the reader has this; a wrong date is as none (section 13.1.3)."""
    if (said := headers.get("if-none-match")) is not None:
        return said.strip() == "*" or _bare(etag) in {_bare(each) for each in said.split(",")}
    if (since := headers.get("if-modified-since")) is not None:
        try:
            at = parsedate_to_datetime(since)
        except (ValueError, OverflowError):
            return False
        return modified.replace(microsecond=0) <= (at if at.tzinfo else at.replace(tzinfo=UTC))
    return False


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether the reader unpacks gzip; `gzip;q=0` says that it does not."""
    for each in headers.get("accept-encoding", "").split(","):
        name, _, quality = each.partition(";")
        if name.strip().lower() == "gzip":
            return quality.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _bare(etag: str) -> str:
    """Weak and strong ones compare alike here (section 8.8.3.2)."""
    return etag.strip().removeprefix("W/")
