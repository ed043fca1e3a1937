"""An obstacle: why nothing is posted in a channel at the moment, though nobody there paused it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why nothing can be posted in a place, as the platform sees it; `reason` is "" where nothing is known.

    `fix`: what a person must do. `choices`: commands that mend it, each with a label, where there is a choice.
    """

    reason: str = ""
    fix: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What stands between a channel and its next post.

    `fix`, `choices`: as of a hindrance. `until`: it ends by itself then; None: it needs somebody. `delete_at`:
    then the channel's data goes, unless it ends before. `asked_for_comes`: only what comes by the schedule is held
    up, what somebody asks for now is posted.
    """

    reason: str
    fix: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    until: datetime | None = None
    delete_at: datetime | None = None
    asked_for_comes: bool = False

    @property
    def lasting(self) -> bool:
        """Whether it takes somebody to end it."""
        return self.until is None
