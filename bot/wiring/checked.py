"""What `doctor` looks at, beyond the settings: the database, the sources, clock and zones, and every channel."""

from collections.abc import Collection, Mapping, Sequence

from adapters.sources.common.web import Web
from bot.app.channels_checked import check_channels
from bot.app.doctor import check_clock, check_sources, check_zones, looked
from bot.app.roles import check_roles
from bot.model.role import Role
from bot.ports import Clock, Finding, Platform, Source, Store
from storage.locations import PostgresServer, SqliteFile


async def checked(
    place: PostgresServer | SqliteFile,
    polled: Sequence[Source],
    web: Web,
    store: Store,
    running: Mapping[str, Platform],
    *,
    roles: Collection[Role],
    clock: Clock,
) -> Sequence[Finding]:
    """Each of them in turn."""
    now = clock.now()
    local = all(platform.local for platform in running.values())
    return [
        *check_roles(roles, alone=isinstance(place, SqliteFile), local=local),
        *await place.check(),
        *await check_sources(polled, now),
        check_clock(web.skew),
        check_zones(),
        *await looked("channels", check_channels(store, tuple(running.values()), now)),
    ]
