"""What stands in the way of a post, in the words of every reply that promises one."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.says import line
from bot.model.channel import Channel, Pause
from bot.model.obstacle import Obstacle
from bot.views.blocks import Block, Button, Buttons, Inline, Moment, Note, Tone


def in_the_way(channel: Channel, obstacles: Sequence[Obstacle]) -> list[Block]:
    """A pause of the channel, then everything else; with what mends it to choose from, where there is a choice."""
    rows = (tuple(Button(label, command) for label, command in each.choices) for each in obstacles)
    return [*notes(channel, obstacles), *(Buttons(row) for row in rows if row)]


def not_wanted(channel: Channel, obstacles: Sequence[Obstacle]) -> list[Block]:
    """The same without a person's own pause, where that is said in other words."""
    own = channel.pause is not None and channel.pause.own
    return in_the_way(channel if own else replace(channel, pause=None), obstacles)


def notes(channel: Channel, obstacles: Sequence[Obstacle]) -> list[Note]:
    """The same in sentences alone."""
    zone = channel.schedule.zone
    pause = [pause_note(channel.pause, zone)] if channel.pause else []
    return [*pause, *(_note(each, zone) for each in obstacles)]


def pause_note(pause: Pause, zone: str) -> Note:
    """Since when, by whom and why a channel is silent, and what ends it."""
    by = f" by {pause.name or pause.by}" if pause.by else ""
    parts: list[str | Inline] = ["Paused", by, " since ", Moment(pause.since, zone)]
    if pause.until:
        parts += [" until ", Moment(pause.until, zone)]
    if not pause.by:
        parts.append(f": {ended(pause.reason)} {sentence(pause.fix)}".rstrip())
    return Note(line(*parts), Tone.WARNING)


def ended(reason: str) -> str:
    """The reason with a full stop."""
    return f"{reason.rstrip('.')}."


def sentence(fix: str) -> str:
    """What mends it, as a sentence; "" if nobody knows."""
    return f"{fix[:1].upper()}{fix[1:].rstrip('.')}." if fix else ""


def _note(obstacle: Obstacle, zone: str) -> Note:
    parts: list[str | Inline] = [
        "No digest comes here by itself" if obstacle.asked_for_comes else "Nothing is posted here"
    ]
    if obstacle.until:
        parts += [" until ", Moment(obstacle.until, zone)]
    parts.append(f": {ended(obstacle.reason)} {sentence(obstacle.fix)}".rstrip())
    if obstacle.delete_at:
        parts += [" Else its data is deleted ", Moment(obstacle.delete_at, zone), "."]
    return Note(line(*parts), Tone.ERROR if obstacle.lasting else Tone.WARNING)
