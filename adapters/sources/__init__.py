"""Paper sources, found by name: a module in this folder with `build(web, clock)` is a source.

`common` has what they share (asking politely, cleaning text), `parse` the readers of each format, bytes to values.
A new source is one new file here: `build` reads its own settings and raises SettingsError with the fix; what its
settings name as an address may be inside the operator's network, and nothing else may; `configured()` says whether
it has what it needs to be asked without being named in PAPERBOY_SOURCES, TURN_ON how to see to that, and GIVES
what its papers tell that those of others may not.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Protocol

from adapters.sources.parse import values
from bot.errors import SettingsError, UserError
from bot.model.source_set_up import Given
from bot.ports import Clock, Recommender, Source
from bot.text.close_names import meant
from bot.text.cut import cut


class Trusting(Protocol):
    """Of `common.web.Web` what is needed here: the readers' processes import this file, and no client."""

    def trust(self, *addresses: str) -> None:
        """These addresses may be inside the operator's network."""
        ...


def available() -> tuple[str, ...]:
    """The names of all sources, sorted."""
    return tuple(sorted(_modules()))


def configured() -> tuple[str, ...]:
    """The names of the sources that are asked when PAPERBOY_SOURCES names none, sorted."""
    return tuple(name for name, module in sorted(_modules().items()) if module.configured())


def build(name: str, web: Trusting, clock: Clock) -> Source | Recommender:
    """The source by its name, as its settings say. It may also be an `Archive` or a `Finder` (see `bot.ports`)."""
    modules = _modules()
    if name not in modules:
        raise unknown(name)
    source: Source | Recommender = modules[name].build(web, clock)
    web.trust(*_named_in_settings(name))
    return source


def unknown(name: str) -> SettingsError:
    """PAPERBOY_SOURCES names a source that there is not."""
    return SettingsError(f'There is no source "{name}" (PAPERBOY_SOURCES); {meant(name, available())}')


def _named_in_settings(name: str) -> Iterator[str]:
    """Every address that the operator gave in the settings of that source."""
    from bot.settings import settings_groups  # noqa: PLC0415 -- as above: pydantic takes longer than the rest

    for group in settings_groups():
        if group.__module__ == f"{__name__}.{name}":
            for value in group.load().model_dump(exclude_defaults=True).values():
                if isinstance(value, str):
                    yield from (each for each in value.replace(",", " ").split() if "://" in each)


def trial(what: str, web: Trusting, clock: Clock) -> Source | Recommender:
    """A source to be tried out: by its name, or the feed at an address, which the operator named by typing it.

    Raises UserError if it is neither.
    """
    if what.lower() in _modules():
        return build(what.lower(), web, clock)
    if not values.link(what):
        there = ", ".join(available())
        raise UserError(
            f'"{cut(what, 60)}" is neither a source nor a feed\'s address (https://…). The sources: {there}.'
        )
    feed: Source = _modules()["rss"].Rss((values.link(what),), web)
    return feed


def about(name: str) -> str:
    """What the source brings, in a sentence."""
    return (_modules()[name].__doc__ or "").strip()


def turn_on(name: str) -> str:
    """What to do for the source to be asked, as the end of "To turn it on: ", "" if it needs nothing."""
    return str(getattr(_modules()[name], "TURN_ON", ""))


def gives(name: str) -> frozenset[Given]:
    """What the source tells of its papers beside title, abstract and authors."""
    return frozenset(_modules()[name].GIVES)


@cache
def _modules() -> Mapping[str, ModuleType]:
    names = (info.name for info in pkgutil.iter_modules(__path__) if not info.ispkg)
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "build")}
