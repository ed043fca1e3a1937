"""Whether Paperboy does its job: health fails when the oldest due digest is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(minutes=15)  # an outbox that keeps its pace is never so far behind for a team's channels


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of /healthz, with the reason in a sentence."""

    ok: bool
    reason: str


def health(oldest_due: datetime | None, now: datetime) -> Health:
    """Judge by the oldest digest or message that should have gone out by now (None: nothing is waiting)."""
    if oldest_due is None or now - oldest_due <= LATE:
        return Health(ok=True, reason="every due digest is on its way")
    minutes = int((now - oldest_due).total_seconds() // 60)
    return Health(ok=False, reason=f"a digest due at {oldest_due:%Y-%m-%d %H:%M} UTC is {minutes} minutes late")
