"""Whether Paperboy does its job: health fails when the oldest due digest is late, or no source answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.role import ALL_ROLES, Role, in_order
from bot.model.source_down import Down
from bot.ports import Late

LATE = timedelta(minutes=15)  # an outbox that keeps its pace is never so far behind for a team's channels
DOWN = timedelta(hours=6)  # a source that answers again within a morning needs nobody


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of /healthz, with the reason in a sentence; `notes`: what is not well, but no reason to fail."""

    ok: bool
    reason: str
    notes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()  # of this process


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What health is judged by.

    `starting`: what a start is still busy with. `roles`: what this process does. `failing`: what it cannot do.
    `sources`: how many are asked; `down`: those that do not answer. `held`: platforms that are not set up here and
    have so many channels. `dead`: so many paused workspaces by platform. `parked`: deliveries in doubt. `said`:
    what platforms say of themselves.
    """

    starting: str = ""
    roles: Collection[Role] = ALL_ROLES
    failing: Sequence[str] = ()
    late: Late | None = None
    sources: int = 0
    down: Sequence[Down] = ()
    held: Sequence[tuple[str, int]] = ()
    dead: Sequence[tuple[str, int]] = ()
    parked: int = 0
    said: Sequence[str] = ()


def health(signs: Signs, now: datetime) -> Health:
    """Judge by the signs; whatever is wrong is named."""
    wrong: list[str] = []
    notes: list[str] = []
    wrong += signs.failing
    if signs.late is not None and now - signs.late.since > LATE:
        wrong.append(late_in_words(signs.late, now))
    down = [each for each in signs.down if each.since and now - each.since >= DOWN]
    for each in down:
        said = f"{each.source} has not answered since {each.since:%Y-%m-%d %H:%M} UTC ({each.note})"
        (wrong if len(down) == signs.sources else notes).append(said)
    notes += [held_in_words(platform, channels) for platform, channels in signs.held]
    notes += [f"{count} {_plural('workspace', count)} of {platform} paused" for platform, count in signs.dead]
    if signs.parked:
        notes.append(f"{signs.parked} parked {'delivery' if signs.parked == 1 else 'deliveries'}: paperboy parked")
    notes += signs.said
    well = f"starting: {signs.starting}" if signs.starting else "every due digest is on its way"
    reason, roles = "; ".join(wrong) or well, tuple(in_order(signs.roles))
    return Health(ok=not wrong, reason=reason, notes=tuple(notes), roles=roles)


def late_in_words(late: Late, now: datetime) -> str:
    """Which platform is behind, and how far."""
    minutes = int((now - late.since).total_seconds() // 60)
    todo = "" if late.planned else ", and not planned yet"
    return f"a digest for {late.platform} due at {late.since:%Y-%m-%d %H:%M} UTC is {minutes} minutes late{todo}"


def held_in_words(platform: str, channels: int) -> str:
    """Why these channels get nothing, and what that takes."""
    return f"{channels} {_plural('channel', channels)} of {platform} held: {platform} is not set up here"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
