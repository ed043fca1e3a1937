"""What the operator's page shows, read at this moment."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.app.application import Application
from bot.app.overview import ChannelRow, channel_rows, held_up
from bot.commands.handlers.status import source_line
from bot.health import Health, health
from bot.model.delivery import Delivery
from bot.views.blocks import Line

PARKED = 100
FAULTS = 20
ZONE = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of it."""

    health: Health
    channels: tuple[ChannelRow, ...]
    total: int
    workspaces: tuple[tuple[str, str, int], ...]  # platform, workspace, how many channels
    held_up: tuple[str, ...]
    parked: tuple[tuple[Delivery, str], ...]
    sources: tuple[Line, ...]
    faults: tuple[tuple[datetime, str, str], ...]
    worker: tuple[tuple[str, str], ...]


async def shown(application: Application) -> Shown:
    """As of now."""
    store, now = application.store, application.clock.now()
    channels, total = await channel_rows(application)
    workspaces = Counter((row.channel.address.platform, row.channel.address.workspace) for row in channels)
    faults = await store.journal.faults(FAULTS)
    return Shown(
        health=health(await application.signs.signs(now), now),
        channels=channels,
        total=total,
        workspaces=tuple(
            (platform, workspace, count) for (platform, workspace), count in sorted(workspaces.items())
        ),
        held_up=tuple(await held_up(application)),
        parked=tuple(await store.outbox.parked(PARKED)),
        sources=tuple(source_line(poll, now, ZONE) for poll in await store.journal.polls()),
        faults=tuple((at, source, f"{fault.where}: {fault.reason}") for at, source, fault in faults),
        worker=(
            ("process", f"{os.getpid()}"),
            ("platforms", ", ".join(platform.name for platform in application.platforms)),
            ("papers", f"{await store.papers.count():,}"),
            ("searchable", f"{store.index.share:.0%}"),
        ),
    )
