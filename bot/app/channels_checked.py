"""What `doctor` says of channels that get nothing: their workspace is not served, their platform not set up, or
their zone unknown here.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.app.troubles import troubles
from bot.channels.obstacles import wait_in_words, wide
from bot.health import LATE, held_in_words, late_in_words
from bot.model.channel import Channel
from bot.ports import Finding, Platform, Store

ASKED = 50  # workspaces asked for by one doctor: each is a request


async def check_channels(store: Store, platforms: Sequence[Platform], now: datetime) -> Sequence[Finding]:
    """Every finding; one line that all is well if there is none."""
    names = [platform.name for platform in platforms]
    channels = await store.channels.within(None)
    findings = [_held(*each) for each in await store.channels.held(names)]
    dead = {(platform, workspace): reason for platform, workspace, reason, _ in await store.workspaces.dead()}
    findings += [_dead(platform, workspace, reason) for (platform, workspace), reason in dead.items()]
    findings += await _unserved(platforms, channels, dead)
    findings += _unknown_zones(channels)
    findings += [Finding("processes", ok=False, detail=said) for said in await troubles(store.workers)]
    findings += [
        Finding("waits", ok=False, detail=wait_in_words(each), fix="It is tried again by itself.")
        for each in wide(await store.outbox.waits(now), now)
    ]
    late = await store.outbox.late(now, names)
    if late is not None and now - late.since > LATE:
        findings.append(
            Finding(
                "digests", ok=False, detail=late_in_words(late, now), fix="Is Paperboy running? Its log says more."
            )
        )
    if parked := len(await store.outbox.parked(1000)):
        findings.append(Finding("parked deliveries", ok=None, detail=f"{parked}; see them with: paperboy parked"))
    return findings or [Finding("channels", ok=True, detail=f"{len(channels)}, all served")]


def _held(platform: str, channels: int) -> Finding:
    fix = f"Set {platform} up again (README, Settings), or remove them: paperboy channel remove"
    return Finding(f"channels of {platform}", ok=False, detail=held_in_words(platform, channels), fix=fix)


def _dead(platform: str, workspace: str, reason: str) -> Finding:
    fix = "Install Paperboy there again; it goes on by itself as soon as that works."
    return Finding(f"{platform} workspace {workspace}", ok=False, detail=f"paused: {reason}", fix=fix)


async def _unserved(
    platforms: Sequence[Platform], channels: Sequence[Channel], dead: dict[tuple[str, str], str]
) -> list[Finding]:
    """Workspaces with channels in which the platform itself says that Paperboy is not."""
    findings = []
    for platform in platforms:
        counted = Counter(each.address.workspace for each in channels if each.address.platform == platform.name)
        for workspace, count in counted.most_common(ASKED):
            if (platform.name, workspace) in dead or await platform.listener.alive(workspace) is not False:
                continue
            detail = (
                f"not installed: {count} {'channel belongs' if count == 1 else 'channels belong'} to it, and the "
                "token that is set up serves another, or none"
            )
            fix = f"Install Paperboy in {workspace}, give it that workspace's token, or remove its channels."
            findings.append(Finding(f"{platform.name} workspace {workspace}", ok=False, detail=detail, fix=fix))
    return findings


def _unknown_zones(channels: Sequence[Channel]) -> list[Finding]:
    zones = Counter(each.schedule.stored.zone for each in channels if each.schedule.stored and each.schedule.fault)
    fix = (
        "Install time-zone data (pip install tzdata, or the system's tzdata-legacy), or set another zone: schedule"
    )
    return [
        Finding(
            f"time zone {zone}",
            ok=False,
            detail=f"unknown here; UTC stands in for {count} of the channels",
            fix=fix,
        )
        for zone, count in sorted(zones.items())
    ]
