"""A channel's own Discord settings, kept by the core in `Settings.extras` and never read there."""

import re
from dataclasses import dataclass
from typing import Final

from bot.model.channel import Channel

TAGS: Final = "discord.tags"  # names or ids of forum tags, comma-separated
PUBLISH: Final = "discord.publish"  # on: digests in an announcement channel are published to its followers
MENTION: Final = "discord.mention"  # the role to mention with each digest
THREAD: Final = "discord.thread"  # on: each digest gets a thread of its own

_ROLE: Final = re.compile(r"^\s*(?:<@&)?(\d{15,20})>?\s*$")
_YES: Final = frozenset({"on", "yes", "true", "1"})


@dataclass(frozen=True, slots=True)
class Options:
    """What a channel chose; the defaults are what happens when it chose nothing."""

    tags: tuple[str, ...] = ()
    publish: bool = False
    mention: int | None = None
    thread: bool = False


def of(channel: Channel) -> Options:
    """The channel's options; a mention of everyone (the role with the server's own id) is never taken."""
    chosen = dict(channel.settings.extras)
    role = _ROLE.match(chosen.get(MENTION, ""))
    mention = int(role.group(1)) if role and role.group(1) != channel.address.workspace else None
    return Options(
        tags=tuple(tag.strip() for tag in chosen.get(TAGS, "").split(",") if tag.strip()),
        publish=chosen.get(PUBLISH, "").strip().lower() in _YES,
        mention=mention,
        thread=chosen.get(THREAD, "").strip().lower() in _YES,
    )
