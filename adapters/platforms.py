"""Platform adapters, found by name: a module under `adapters` with NAME, `configured()` and `build(parts)` is one.

It may also have `missing()`, which says in a sentence what a half set-up lacks, `routes(platform)`, what the
web server mounts for it, and `door()`, how the front page offers it: (label, address, what one gets, and True if
the address takes a query as `?q=`), or None.
"""

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from types import ModuleType

import adapters
from bot.errors import SettingsError
from bot.ports import SetUp
from bot.text.close_names import meant


def available() -> Mapping[str, ModuleType]:
    """Every platform adapter by its name."""
    modules = (
        importlib.import_module(f"adapters.{info.name}") for info in pkgutil.iter_modules(adapters.__path__)
    )
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def wanted(named: Collection[str]) -> Mapping[str, ModuleType]:
    """Those that PAPERBOY_PLATFORMS names, or whatever is configured; SettingsError for one that cannot be."""
    modules = available()
    for name in named:
        if name not in modules:
            raise SettingsError(f'There is no platform "{name}" (PAPERBOY_PLATFORMS); {meant(name, modules)}')
        if not modules[name].configured():
            why = _missing(modules[name]) or "README, Settings, says which."
            raise SettingsError(f"PAPERBOY_PLATFORMS names {name}, which lacks its settings: {why}")
    return {name: module for name, module in modules.items() if (name in named if named else module.configured())}


def set_ups(running: Collection[str]) -> tuple[SetUp, ...]:
    """How far each platform is set up; `running`: the names of those that are."""
    return tuple(SetUp(name, on=name in running, missing=_missing(module)) for name, module in available().items())


def _missing(module: ModuleType) -> str:
    return str(module.missing()) if hasattr(module, "missing") else ""
