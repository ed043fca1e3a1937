"""A set-up as JSON: schedule, settings and subscriptions, without anything of the place it came from."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.commands import signs
from bot.commands.handlers.settings import MAX_UPVOTES, read_sources
from bot.commands.limits import MAX_SUBSCRIPTIONS
from bot.commands.typed_schedule import DAYS, read_days, read_time
from bot.errors import QueryError, UserError
from bot.model.channel import MAX_PICKS, Changes, Channel, EmptyDay, Layout, Schedule, Settings
from bot.query.parser import parse
from bot.schedule.zones import check_zone

VERSION = 1


@dataclass(frozen=True, slots=True)
class Setup:
    """What an import asks for; `queries` None leaves the subscriptions as they are."""

    schedule: Schedule
    settings: Settings
    queries: tuple[str, ...] | None


def written(channel: Channel, queries: Sequence[str]) -> str:
    """The channel's set-up, so that `read_setup` gives it back, pasted into a chat as well: what is taken there
    for a quote of JSON's own is escaped.
    """
    schedule, settings = channel.schedule, channel.settings
    text = json.dumps(
        {
            "paperboy": VERSION,
            "subscriptions": list(queries),
            "schedule": {
                "at": f"{schedule.at:%H:%M}",
                "days": [DAYS[day].lower() for day in sorted(schedule.weekdays)],
                "zone": schedule.zone,
            },
            "settings": {
                "picks": settings.picks,
                "layout": settings.layout,
                "empty": settings.empty_day,
                "sources": list(settings.sources),
                "upvotes": settings.min_upvotes,
                "mentions": settings.mentions,
                "withdrawals": settings.withdrawals,
                "images": settings.images,
                "reactions": settings.reactions,
                **{name: list(signs.signs(settings, sign)) for name, sign in signs.SETTINGS.items()},
                "changes": settings.changes,
                "extras": dict(settings.extras),
            },
        },
        ensure_ascii=False,
        indent=2,
    )
    return re.sub("[“”„‟＂«»]", lambda found: f"\\u{ord(found[0]):04x}", text)


def read_setup(text: str, channel: Channel, sources: Sequence[str]) -> Setup:
    """The set-up that the text asks for. Raises UserError that says where it is wrong."""
    found = _mapping(_loads(text), "The set-up")
    _known(found, {"paperboy", "subscriptions", "schedule", "settings"}, "The set-up")
    if found.get("paperboy", VERSION) != VERSION:
        raise UserError(f"This set-up is of version {found['paperboy']!r}; this Paperboy reads version {VERSION}.")
    if not found.keys() - {"paperboy"}:
        raise UserError("The set-up is empty; `export` shows how one looks.")
    queries = _queries(found["subscriptions"]) if "subscriptions" in found else None
    schedule = _schedule(_mapping(found.get("schedule", {}), "schedule"), channel.schedule)
    settings = _settings(_mapping(found.get("settings", {}), "settings"), channel.settings, sources)
    return Setup(schedule, settings, queries)


def _loads(text: str) -> Any:
    text = (
        text.strip().removeprefix("\ufeff").removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    )
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(
            f"That is no JSON: {error.msg} at line {error.lineno}, column {error.colno}. `export` gives a set-up."
        ) from None
    except ValueError:  # Python reads no number of thousands of digits
        raise UserError("That JSON holds a number that is far too long; `export` gives a set-up.") from None
    except RecursionError:
        raise UserError("That JSON is nested too deeply to be a set-up.") from None


def _queries(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(query, str) for query in value):
        raise UserError("subscriptions must be a list of texts.")
    if len(value) > MAX_SUBSCRIPTIONS:
        raise UserError(f"subscriptions has {len(value):,} entries; a channel has at most {MAX_SUBSCRIPTIONS}.")
    queries = []
    for number, query in enumerate(value, 1):
        try:
            queries.append(parse(query).text)
        except QueryError as error:
            raise UserError(f"subscriptions, number {number}: {error.sentence}") from None
    return tuple(dict.fromkeys(queries))


def _schedule(found: Mapping[str, Any], old: Schedule) -> Schedule:
    _known(found, {"at", "days", "zone"}, "schedule")
    new = old
    if "at" in found:
        at = read_time(_text(found["at"], "schedule.at"))
        if at is None:
            raise UserError("schedule.at must be a time of day such as 09:00.")
        new = replace(new, at=at)
    if "days" in found:
        days = found["days"]
        words = ",".join(_text(day, "schedule.days") for day in days) if isinstance(days, list) else days
        weekdays = read_days(_text(words, "schedule.days"))
        if weekdays is None:
            raise UserError("schedule.days must be weekdays, such as [“monday”, “friday”].")
        new = replace(new, weekdays=weekdays)
    if "zone" in found:
        new = replace(new, zone=check_zone(_text(found["zone"], "schedule.zone")))
    return Schedule(new.at, new.weekdays, new.zone) if found else old


def _settings(found: Mapping[str, Any], old: Settings, sources: Sequence[str]) -> Settings:
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "picks": ("picks", lambda value: _number(value, "settings.picks", 1, MAX_PICKS)),
        "layout": ("layout", lambda value: Layout(_choice(value, "settings.layout", tuple(Layout)))),
        "empty": ("empty_day", lambda value: EmptyDay(_choice(value, "settings.empty", tuple(EmptyDay)))),
        "sources": ("sources", lambda value: _sources(value, sources)),
        "upvotes": ("min_upvotes", lambda value: _number(value, "settings.upvotes", 0, MAX_UPVOTES)),
        "mentions": ("mentions", lambda value: _flag(value, "settings.mentions")),
        "withdrawals": ("withdrawals", lambda value: _flag(value, "settings.withdrawals")),
        "images": ("images", lambda value: _flag(value, "settings.images")),
        "reactions": ("reactions", lambda value: _flag(value, "settings.reactions")),
        **{name: (name, partial(_emoji, name)) for name in signs.SETTINGS},
        "changes": ("changes", _changes),
        "extras": ("extras", _extras),
    }
    _known(found, set(readers), "settings")
    new = {field: read(found[name]) for name, (field, read) in readers.items() if name in found}
    return signs.check(replace(old, **new))


def _emoji(name: str, value: Any) -> tuple[str, ...]:
    typed = value if isinstance(value, list) else [value]
    words = " ".join(_text(each, f"settings.{name}") for each in typed)
    return signs.signs(
        signs.changed(Settings(save_emoji=(), vote_emoji=(), hide_emoji=()), name, words), signs.SETTINGS[name]
    )


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise UserError(f"{where} must be true or false.")
    return value


def _changes(value: Any) -> Changes | None:
    return None if value is None else Changes(_choice(value, "settings.changes", tuple(Changes)))


def _sources(value: Any, known: Sequence[str]) -> tuple[str, ...]:
    """Sources that this Paperboy does not have are left out: a set-up travels between installations."""
    if not isinstance(value, list):
        raise UserError("settings.sources must be a list of names, [] for all.")
    names = [name for name in (_text(v, "settings.sources") for v in value) if name in known]
    return read_sources(",".join(names), known) if names else ()


def _extras(value: Any) -> tuple[tuple[str, str], ...]:
    found = _mapping(value, "settings.extras")
    if len(found) > 20 or any(not isinstance(v, str) or len(k) + len(v) > 250 for k, v in found.items()):
        raise UserError("settings.extras must be at most 20 short texts by name.")
    return tuple(sorted(found.items()))


def _number(value: Any, where: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise UserError(f"{where} must be a whole number from {least} to {most:,}.")
    return value


def _choice(value: Any, where: str, choices: Sequence[str]) -> str:
    if value not in choices:
        raise UserError(f"{where} must be one of {', '.join(choices)}.")
    return str(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise UserError(f"{where} must be text.")
    return value


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{where} must be a JSON object, with {{ and }}.")
    return value


def _known(found: Mapping[str, Any], names: set[str], where: str) -> None:
    if unknown := sorted(found.keys() - names):
        raise UserError(f"{where} has an unknown name: {unknown[0][:60]}. It may have {', '.join(sorted(names))}.")
