"""The tags of a forum post."""

from collections.abc import Sequence

import discord

from adapters.discord.api import limits


def applied(forum: discord.ForumChannel, wanted: Sequence[str]) -> list[discord.ForumTag]:
    """Those of the forum's tags that are wanted by name or id; a name that the forum lacks is passed over."""
    names = {name.casefold().lstrip("#") for name in wanted}
    found = [tag for tag in forum.available_tags if tag.name.casefold() in names or str(tag.id) in names]
    return found[: limits.TAGS]
