"""What the settings name: platforms, the machine's zone, where Paperboy is at home; and what they come to."""

import logging
import os
import sys
from collections.abc import Collection
from zoneinfo import ZoneInfoNotFoundError

from tzlocal import get_localzone_name

from adapters import platforms
from bot.app.settings_report import SettingsReport, unknown_settings
from bot.errors import SettingsError, UserError
from bot.schedule.zones import check_zone
from bot.settings import PaperboySettings, reachable, settings_groups
from bot.settings_file import dotenv


def names(setting: str) -> tuple[str, ...]:
    """The names in a setting that has several, with commas between; each once."""
    return tuple(dict.fromkeys(name.strip().lower() for name in setting.split(",") if name.strip()))


def configured(settings: PaperboySettings) -> Collection[str]:
    """The platforms that are set up; a wrong PAPERBOY_PLATFORMS is said where Paperboy is started."""
    try:
        return platforms.wanted(names(settings.paperboy_platforms))
    except SettingsError:
        return names(settings.paperboy_platforms)


def report(running: Collection[str], database: str) -> SettingsReport:
    """Every platform on, off or half set up, and every name that is no setting."""
    set_ups = platforms.set_ups(running)  # imports every platform, and with it its settings
    known = tuple(name.upper() for group in settings_groups() for name in group.model_fields)
    return SettingsReport(set_ups, unknown_settings(os.environ, dotenv(), known), database)


def log_level(settings: PaperboySettings, *, serving: bool) -> int:
    """A person at a terminal reads the sentences; whoever collects logs wants every event."""
    collected = settings.paperboy_log == "json" or not sys.stderr.isatty()
    return logging.INFO if serving and collected else logging.WARNING


def home(settings: PaperboySettings, served: str) -> str:
    """Where Paperboy is: its address for readers, or where it is served (or would be) on this machine."""
    here = f"http://{reachable(settings.paperboy_host)}:{settings.paperboy_port}"
    return settings.paperboy_public_url or served or here


def zone(settings: PaperboySettings) -> str:
    """The setting's zone, else the machine's; UTC where that has none (a slim container) or one nobody knows."""
    if settings.paperboy_zone:
        try:
            return check_zone(settings.paperboy_zone)
        except UserError as error:
            raise SettingsError(f"PAPERBOY_ZONE: {error.sentence}") from error
    try:
        return check_zone(get_localzone_name() or "UTC")
    except (UserError, ZoneInfoNotFoundError):  # tzlocal's word for files that contradict each other
        return "UTC"
