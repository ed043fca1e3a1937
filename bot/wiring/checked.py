"""What `doctor` looks at, beyond the settings: the database, the sources, clock and zones, and every channel."""

from collections.abc import Mapping, Sequence

from adapters.sources.common.web import Web
from bot.app.channels_checked import check_channels
from bot.app.doctor import check_clock, check_sources, check_zones
from bot.ports import Clock, Finding, Platform, Source, Store
from storage.locations import PostgresServer, SqliteFile


async def checked(
    place: PostgresServer | SqliteFile,
    polled: Sequence[Source],
    web: Web,
    store: Store,
    running: Mapping[str, Platform],
    *,
    clock: Clock,
) -> Sequence[Finding]:
    """Each of them in turn."""
    now = clock.now()
    return [
        *await place.check(),
        *await check_sources(polled, now),
        check_clock(web.skew),
        check_zones(),
        *await check_channels(store, tuple(running.values()), now),
    ]
