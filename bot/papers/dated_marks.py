"""A cursor of dates by name: how far each part of a source has been read."""

import json
from datetime import date


def dated_marks(cursor: str, today: date) -> dict[str, date]:
    """What a cursor says (JSON of names and ISO dates): nothing of the future, nothing if it is damaged."""
    try:
        said = json.loads(cursor)
        days = {str(name): date.fromisoformat(day) for name, day in said.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: day for name, day in days.items() if day <= today}
