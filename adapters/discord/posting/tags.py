"""The tags of a forum post."""

from collections.abc import Sequence

import discord

from adapters.discord.api import limits
from adapters.discord.api.place_check import wanted_tags


def applied(forum: discord.ForumChannel, wanted: Sequence[str]) -> list[discord.ForumTag]:
    """Those of the forum's tags that are wanted by name or id; a name that the forum lacks is passed over."""
    return wanted_tags(forum, wanted)[: limits.TAGS]
