"""What `doctor` checks of Discord: token, application, commands, and the permissions in a channel."""

from collections.abc import Mapping, Sequence

import discord

from adapters.discord.api import permissions
from adapters.discord.api.connection import Connection
from adapters.discord.api.errors import FAMILIES, described, unsent
from adapters.discord.api.places import NAME, PERSON, snowflake
from adapters.discord.client import PaperboyClient
from adapters.discord.listeners.slash_commands import fingerprint, overwritten
from adapters.discord.posting.crossposts import pending
from bot.errors import UserError
from bot.model.channel import Address
from bot.model.delivery import Refused
from bot.ports import AdapterFacts, Finding

SYNCED = "commands"


def invite(application: int) -> str:
    """The link that invites Paperboy with the least permissions."""
    return discord.utils.oauth_url(
        application, permissions=permissions.LEAST, scopes=("bot", "applications.commands")
    )


async def examine(
    connection: Connection[PaperboyClient], adapter_facts: AdapterFacts, address: Address | None
) -> Sequence[Finding]:
    """Every check, the token's first; nothing more where that fails."""
    try:
        client = await connection.rest()
    except discord.LoginFailure:
        fix = "make a new one in the Developer Portal (your application, Bot, Reset Token) and set DISCORD_TOKEN"
        return [Finding("Discord token", False, "refused", fix)]
    except FAMILIES as error:
        return [
            Finding("Discord", False, f"cannot be asked: {described(error)}", "check DISCORD_API_URL and network")
        ]
    findings = [Finding("Discord token", True, f"{client.user}"), *await _application(client, adapter_facts)]
    findings += await _announcements(adapter_facts)
    if address is not None:
        findings += await _channel(client, address)
    return findings


async def _application(client: PaperboyClient, adapter_facts: AdapterFacts) -> list[Finding]:
    application = await client.application_info()
    synced = await adapter_facts.read(NAME, SYNCED) == fingerprint(client.tree, application.id)
    others = overwritten(client.tree, await client.tree.fetch_commands()) if synced else ""
    open_to_all = application.bot_public
    endpoint = application.interactions_endpoint_url
    return [
        Finding("Discord invite link", None, invite(application.id), at_start=True),
        Finding(
            "Discord application",
            None if open_to_all else True,
            "anyone may invite it" if open_to_all else "only you may invite it",
            "switch Public Bot off in the Developer Portal if it is for your servers alone" if open_to_all else "",
        ),
        Finding(
            "Discord interactions",
            not endpoint,
            "sent to another address" if endpoint else "come through the gateway",
            "clear Interactions Endpoint URL in the Developer Portal" if endpoint else "",
        ),
        Finding(
            "Discord intents",
            True,
            "guilds and reactions; no privileged intent is needed"
            + (" (Message Content is on and unused)" if application.flags.gateway_message_content else ""),
        ),
        Finding(
            "Discord commands",
            synced and not others,
            f"overwritten by another program: {others}" if others else "up to date" if synced else "not told yet",
            ""
            if synced and not others
            else "start Paperboy again: it tells Discord by itself"
            + (". If another program uses this token, give it one of its own" if others else ""),
        ),
    ]


async def _announcements(adapter_facts: AdapterFacts) -> list[Finding]:
    """Digests that are posted and not yet published to the followers of their channel."""
    late = await pending(adapter_facts)
    if not late:
        return []
    fix = "each is tried again for a day; give the permission that is missing, or publish the message by hand"
    shown = "; ".join(f"{each.link} ({each.said})" for each in late[:5])
    return [Finding("Discord announcements", False, f"{len(late)} not published: {shown}", fix)]


async def _channel(client: PaperboyClient, address: Address) -> list[Finding]:
    what = f"Discord channel {address.channel}"
    try:
        number = snowflake(address.channel)
        if address.workspace.startswith(PERSON):
            await client.create_dm(discord.Object(number))
            return [Finding(what, True, "direct messages")]
        guild = await client.fetch_guild(snowflake(address.workspace))
        me = await guild.fetch_member(client.user.id if client.user else 0)
        channels = {channel.id: channel for channel in await guild.fetch_channels()}
        threads = {
            thread.id: thread for thread in (await guild.active_threads() if number not in channels else ())
        }
    except UserError as error:
        return [Finding(what, False, error.sentence, "take the ids from Discord: Copy Channel ID, Copy Server ID")]
    except FAMILIES as error:
        outcome = unsent(error)
        fix = outcome.fix if isinstance(outcome, Refused) else "try again"
        return [Finding(what, False, getattr(outcome, "reason", described(error)), fix)]
    channel = channels.get(number) or threads.get(number)
    if channel is None:
        fix = "let Paperboy's role see it (View Channel), or choose another"
        return [Finding(what, False, f"is not in {guild.name}, or hidden from Paperboy, or archived", fix)]
    if channel.type not in permissions.SPEAKABLE:
        return [Finding(what, False, f"is a {channel.type}", "choose a text channel, a forum or a thread")]
    return _permissions(channel, channels, me)


def _permissions(
    channel: discord.abc.GuildChannel | discord.Thread,
    channels: Mapping[int, discord.abc.GuildChannel],
    me: discord.Member,
) -> list[Finding]:
    shown = channels.get(channel.parent_id) if isinstance(channel, discord.Thread) else channel
    allowed = shown.permissions_for(me) if shown else discord.Permissions.none()
    return [
        Finding(
            f"{permissions.name(permission)} in #{channel.name}",
            getattr(allowed, permission),
            "",
            ""
            if getattr(allowed, permission)
            else f"Edit Channel, Permissions, Paperboy's role: allow {permissions.name(permission)}",
        )
        for permission in permissions.needed(channel.type)
    ]
