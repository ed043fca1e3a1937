"""The web: the site, which shows the signs of life from the first moment, and what is read there once all is open.

Only who serves waits for the web's libraries, so they are imported where they are used.
"""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from bot.app.application import Application
from bot.app.vital_signs import VitalSigns
from bot.counters import Counters
from bot.health import Health, health
from bot.ports import Clock
from bot.search.result import Searcher


def site_of(signs: VitalSigns, counters: Counters, clock: Clock) -> Any:
    """The site with health and metrics alone."""
    from adapters.web.metrics import exposition  # noqa: PLC0415 -- see above
    from adapters.web.site import Site  # noqa: PLC0415 -- see above

    async def judged() -> Health:
        now = clock.now()
        return health(await signs.signs(now), now)

    async def metrics() -> tuple[bytes, str]:
        return exposition(counters, await signs.gauges(clock.now()), signs.worker)

    return Site(judged, metrics)


def reading(application: Application, searcher: Searcher, modules: Mapping[str, ModuleType]) -> Sequence[Any]:
    """Pages, feeds, the API, and the operator's page."""
    from adapters.web.admin.routes import admin_routes  # noqa: PLC0415 -- see above
    from adapters.web.reading import reading_routes, shell_of  # noqa: PLC0415 -- see above
    from adapters.web.services import Door, Mail, WebServices  # noqa: PLC0415 -- see above
    from adapters.web.settings import WebSettings  # noqa: PLC0415 -- see above

    said, store, clock = WebSettings.load(), application.store, application.clock
    doors = [Door(*door) for module in modules.values() if hasattr(module, "door") and (door := module.door())]
    reach = application.reach
    services = WebServices.of(
        store,
        searcher,
        clock,
        reach.home,
        doors=tuple(doors),
        shown=said.public_channels,
        mail=Mail(
            application.opt_in,
            application.mail_links,
            application.desk,
            offered=reach.offered,
            note=reach.note,
        ),
    )
    return [*admin_routes(application, services, shell_of(services), said.admin_token), *reading_routes(services)]
