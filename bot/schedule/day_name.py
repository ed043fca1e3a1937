"""A day as a sentence names it."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def day_name(day: date) -> str:
    """`Friday 20 November`."""
    return f"{day:%A} {day.day} {day:%B}"
