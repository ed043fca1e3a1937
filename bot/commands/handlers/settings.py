"""`settings`: how many papers, how they look, from where, and who may change that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import process

from bot.commands.context import Answer, Asked
from bot.commands.says import done, line, nothing_done, read
from bot.errors import UserError
from bot.model.channel import Changes, EmptyDay, Layout, Settings
from bot.views.blocks import Facts, Heading, Line

MAX_UPVOTES = 100_000
ON = "on"
MAX_EXTRA = 200  # characters of a platform's own setting


async def settings(asked: Asked) -> Answer:
    """Changes what was named; without arguments it shows them all."""
    if not asked.arguments:
        return read(Heading("Settings"), facts(asked.channel.settings), summary="Settings")
    new = changed(asked.channel.settings, asked.arguments, asked.tools.sources)
    if asked.known and new == asked.channel.settings:
        return nothing_done("It was so already.", facts(new))
    channel = await asked.change(
        lambda it: replace(it, settings=changed(it.settings, asked.arguments, asked.tools.sources))
    )
    return done("Updated.", facts(channel.settings))


def changed(old: Settings, arguments: Mapping[str, str], sources: Sequence[str]) -> Settings:
    """The settings with the arguments, which the table has checked. Raises UserError for an unknown source."""
    new = old
    for name, value in arguments.items():
        match name:
            case "picks":
                new = replace(new, picks=int(value))
            case "layout":
                new = replace(new, layout=Layout(value))
            case "empty":
                new = replace(new, empty_day=EmptyDay(value))
            case "sources":
                new = replace(new, sources=read_sources(value, sources))
            case "upvotes":
                new = replace(new, min_upvotes=int(value))
            case "mentions":
                new = replace(new, mentions=value == ON)
            case "withdrawals":
                new = replace(new, withdrawals=value == ON)
            case "images":
                new = replace(new, images=value == ON)
            case "changes":
                new = replace(new, changes=Changes(value))
            case _:
                new = replace(new, extras=_with_extra(new.extras, name, value))
    return new


def read_sources(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Names with commas or spaces between, sorted; () for `all`. Raises UserError for one that is not in use."""
    names = value.casefold().replace(",", " ").split()
    if names in (["all"], ["any"], ["*"]):
        return ()
    for name in names:
        if name not in known:
            close = process.extractOne(name, known, score_cutoff=70)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise UserError(f"There is no source “{name[:40]}” here.{hint} There are: {', '.join(known)}, or all.")
    return tuple(sorted(set(names)))


def facts(settings: Settings) -> Facts:
    """The settings, in the words in which they are typed."""
    pairs: list[tuple[str, Line]] = [
        ("picks", line(f"at most {settings.picks} papers in a digest")),
        ("layout", line(settings.layout)),
        ("empty", line("nothing" if settings.empty_day is EmptyDay.SILENT else "one line that says why")),
        ("sources", line(", ".join(settings.sources) or "all")),
        ("upvotes", line(f"at least {settings.min_upvotes}" if settings.min_upvotes else "any number")),
        ("mentions", line("picked as well" if settings.mentions else "in passing are left out")),
        ("withdrawals", line("said once" if settings.withdrawals else "not said")),
        ("images", line("on" if settings.images else "off")),
        ("changes", line(settings.changes or "as the platform has it")),
    ]
    pairs += [(name, line(value)) for name, value in settings.extras]
    return Facts(tuple(pairs))


def _with_extra(extras: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    """A platform's own setting kept, or forgotten if it is `off`."""
    if len(value) > MAX_EXTRA:
        raise UserError(f"{name} has at most {MAX_EXTRA} characters.")
    kept = {key: old for key, old in extras if key != name}
    if value.casefold() not in {"off", "none"}:
        kept[name] = value
    return tuple(sorted(kept.items()))
