"""What a place allows, from the gateway's cache: whether a digest can be posted, which settings have an effect."""

from collections.abc import Sequence
from typing import Any, Final

import discord

from adapters.discord.api import options, permissions
from adapters.discord.api.limits import ROW
from adapters.discord.api.places import PERSON
from bot.model.channel import Channel
from bot.model.obstacle import Hindrance

_OFF: Final = frozenset({"off", "none", "no", "false", "0"})
_NAMES: Final = {
    options.TAGS: "tags",
    options.PUBLISH: "publish",
    options.MENTION: "mention",
    options.THREAD: "thread",
}
_THREADED: Final = frozenset({discord.ChannelType.text, discord.ChannelType.news})


def hindrance(client: discord.Client | None, channel: Channel) -> Hindrance:
    """Why nothing can be posted there; nothing where the cache does not know the place (an archived thread)."""
    place = _place(client, channel)
    if place is None:
        return Hindrance()
    if place.type not in permissions.SPEAKABLE:
        fix = "Set Paperboy up in a text channel or a forum."
        return Hindrance("nothing can be posted in this kind of channel", fix)
    if lacking := permissions.missing(place.permissions_for(place.guild.me), place.type):
        shown = ", ".join(lacking)
        fix = f"Somebody who may manage the channel allows Paperboy's role {shown} (Edit Channel, Permissions)."
        return Hindrance(f"Paperboy lacks {shown} in #{place.name}", fix)
    if isinstance(place, discord.ForumChannel) and place.flags.require_tag and not _tags(place, channel):
        return _asks_for_tag(place)
    return Hindrance()


def without_effect(client: discord.Client | None, channel: Channel, name: str, value: str) -> str:  # noqa: PLR0911 -- a return a reason
    """Why this setting would do nothing there, and what would."""
    if name not in _NAMES:
        return f"There is no setting {name}. Of Discord's own there are: {', '.join(_NAMES)}."
    if value.strip().casefold() in _OFF:
        return ""
    if channel.address.workspace.startswith(PERSON):
        return f"{_NAMES[name]} has no effect in direct messages: there is nobody else to {_what(name)}."
    place = _place(client, channel)
    if place is None:
        return ""
    match name:
        case options.TAGS:
            return _about_tags(place, value)
        case options.PUBLISH if place.type is not discord.ChannelType.news:
            return f"publish is for announcement channels, whose followers get the digest; {_kind(place)}."
        case options.THREAD if isinstance(place, discord.ForumChannel):
            return "thread has no effect in a forum: each digest is a post of its own there."
        case options.THREAD if place.type not in _THREADED:
            return f"thread has no effect here: {_kind(place)}, where no threads can be opened."
        case options.MENTION:
            return _about_mention(place, value)
    return ""


def _place(client: discord.Client | None, channel: Channel) -> Any:
    """A channel or thread of the cache, or None; discord.py has no one class for what they share."""
    address = channel.address
    if client is None or not (address.workspace.isdigit() and address.channel.isdigit()):
        return None
    guild = client.get_guild(int(address.workspace))
    if guild is None or guild.unavailable or guild.me is None:
        return None
    return guild.get_channel_or_thread(int(address.channel))


def _asks_for_tag(forum: discord.ForumChannel) -> Hindrance:
    tags = [tag for tag in forum.available_tags if not tag.moderated] or forum.available_tags
    choices = tuple((tag.name, f"settings {options.TAGS} {_typed(tag)}") for tag in tags[:ROW])
    return Hindrance("the forum wants a tag on each post", "Choose one for its digests.", choices)


def _typed(tag: discord.ForumTag) -> str:
    """The tag as a setting has it: a name of several words by its id."""
    return tag.name if tag.name.split() == [tag.name] and "," not in tag.name else str(tag.id)


def _tags(forum: discord.ForumChannel, channel: Channel) -> list[discord.ForumTag]:
    return wanted_tags(forum, options.of(channel).tags)


def wanted_tags(forum: discord.ForumChannel, wanted: Sequence[str]) -> list[discord.ForumTag]:
    """Those of the forum's tags that are wanted by name or id."""
    names = {name.casefold().lstrip("#") for name in wanted}
    return [tag for tag in forum.available_tags if tag.name.casefold() in names or str(tag.id) in names]


def _about_tags(place: Any, value: str) -> str:
    if not isinstance(place, discord.ForumChannel):
        return f"tags are for posts in a forum; {_kind(place)}."
    names = [name.strip() for name in value.split(",") if name.strip()]
    unknown = [name for name in names if not wanted_tags(place, [name])]
    if not unknown:
        return ""
    there = ", ".join(tag.name for tag in place.available_tags) or "none yet"
    return f"This forum has no tag “{unknown[0][:60]}”. It has: {there}."


def _about_mention(place: Any, value: str) -> str:
    digits = "".join(each for each in value if each.isdigit())
    if digits == str(place.guild.id):
        return "@everyone is never mentioned: choose a role of those who want to hear of each digest."
    role = place.guild.get_role(int(digits)) if digits else None
    if role is None:
        return f"“{value[:60]}” is no role of this server."
    if role.mentionable or place.permissions_for(place.guild.me).mention_everyone:
        return ""
    return (
        f"Discord would show @{role.name} and notify nobody: switch on “Allow anyone to @mention this role” in "
        f"Server Settings, Roles, {role.name}."
    )


def _kind(place: Any) -> str:
    if isinstance(place, discord.Thread):
        return "this is a thread"
    names = {"news": "an announcement channel", "forum": "a forum", "voice": "a voice channel"}
    return f"this is {names.get(str(place.type), 'a text channel')}"


def _what(name: str) -> str:
    return {options.MENTION: "mention", options.PUBLISH: "publish to"}.get(name, "sort it for")
