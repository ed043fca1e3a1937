"""Instants and dates as columns: whole microseconds since 1970 (UTC), ISO dates."""

from datetime import UTC, date, datetime, timedelta

from bot.remembered import remembered

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@remembered()
def to_column(at: datetime) -> int:
    """An aware instant as a column."""
    return (at - _EPOCH) // _MICROSECOND


def to_column_or_null(at: datetime | None) -> int | None:
    """An instant, or NULL."""
    return None if at is None else to_column(at)


@remembered()  # a million channels are due at a few hundred instants
def from_column(column: int) -> datetime:
    """A column as an instant in UTC."""
    return _EPOCH + timedelta(microseconds=column)


def from_column_or_null(column: int | None) -> datetime | None:
    """An instant, or None."""
    return None if column is None else from_column(column)


@remembered()
def day(column: str) -> date:
    """An ISO date."""
    return date.fromisoformat(column)


def date_or_none(column: str | None) -> date | None:
    """An ISO date, or None."""
    return None if column is None else day(column)
