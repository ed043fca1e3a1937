"""`settings`: how many papers, how they look, from where, and who may change that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import process

from bot.channels import own_pause
from bot.commands import signs
from bot.commands.arguments import SURE, SURE_MARK
from bot.commands.context import Answer, AskBackError, Asked
from bot.commands.in_the_way import in_the_way
from bot.commands.says import done, line, nothing_done, read
from bot.errors import UserError
from bot.model.channel import Changes, Channel, EmptyDay, Layout, Settings
from bot.views.blocks import Block, Button, Facts, Heading, Line, Note, Tone
from bot.views.plain_text import words

MAX_UPVOTES = 100_000
ON = "on"
MAX_EXTRA = 200  # characters of a platform's own setting


async def settings(asked: Asked) -> Answer:
    """Changes what was named; without arguments it shows them all."""
    if not asked.arguments:
        return read(Heading("Settings"), facts(asked.channel.settings), summary="Settings")
    arguments = {name: value for name, value in asked.arguments.items() if name != SURE}
    new = changed(asked.channel.settings, arguments, asked.tools.sources)
    await check(asked, new, arguments)
    if asked.known and new == asked.channel.settings:
        return nothing_done("It was so already.", facts(new))
    before = [
        asked.channel.settings
    ]  # as they were when these were put in: others may change some at the same time

    def update(it: Channel) -> Channel:
        before[:] = [it.settings]
        return replace(it, settings=changed(it.settings, arguments, asked.tools.sources))

    channel = await asked.change(update)
    channel, stands = await _after(asked, channel)
    told = f"changed this channel's settings: {difference(before[0], channel.settings)}."
    return done("Updated.", facts(channel.settings), *stands, said=told)


async def check(asked: Asked, new: Settings, arguments: Mapping[str, str]) -> None:
    """Whether the person means that. Raises UserError for what would have no effect, AskBackError to be sure."""
    for name, value in arguments.items():
        if "." in name and (why := await asked.tools.without_effect(asked.channel, name, value)):
            raise UserError(why)
    _check_lock_out(asked, new)


def _check_lock_out(asked: Asked, new: Settings) -> None:
    """Whoever shuts themselves out is asked first: they could not take it back. Raises AskBackError."""
    if new.changes is not Changes.MANAGERS or asked.channel.settings.changes is Changes.MANAGERS:
        return
    person = asked.request.person
    if person.manager or asked.request.personal or asked.request.operator or asked.given(SURE):
        return
    raise AskBackError(
        "You do not manage this channel: after that you could change nothing here, and not take it back. "
        "Shall only those who manage it change its set-up?",
        Button("Yes, managers only", f"settings changes {Changes.MANAGERS} {SURE_MARK}"),
    )


async def _after(asked: Asked, channel: Channel) -> tuple[Channel, Sequence[Block]]:
    """Where a setting was what the platform missed, digests go on; else what still stands in the way."""
    obstacles = await asked.obstacles(replace(channel, pause=None))
    stuck = any(not each.asked_for_comes for each in obstacles)
    if channel.pause is not None and channel.pause.own and channel.pause.probe and not stuck:
        if not any("." in name for name in asked.arguments):
            return channel, in_the_way(channel, ())
        channel = await asked.store.channels.change(channel.key, lambda it: own_pause.ended(it, asked.now))
        return channel, (Note(line("Digests go on."), Tone.GOOD),)
    return channel, in_the_way(channel, obstacles) if channel.next_due or channel.pause else ()


def difference(old: Settings, new: Settings) -> str:
    """What is different, in the words in which it is typed."""
    before = {name: words(value) for name, value in facts(old).pairs}
    after = {name: words(value) for name, value in facts(new).pairs}
    gone = [f"{name} off" for name in before if name not in after]
    return ", ".join([f"{name} {value}" for name, value in after.items() if before.get(name) != value] + gone)


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
            case "mentions" | "withdrawals" | "images" | "reactions":
                new = _switched(new, name, on=value == ON)
            case "save_emoji" | "vote_emoji" | "hide_emoji":
                new = signs.changed(new, name, value)
            case "changes":
                new = replace(new, changes=Changes(value))
            case _:
                new = replace(new, extras=_with_extra(new.extras, name, value))
    return new


def _switched(settings: Settings, name: str, *, on: bool) -> Settings:
    match name:
        case "mentions":
            return replace(settings, mentions=on)
        case "withdrawals":
            return replace(settings, withdrawals=on)
        case "images":
            return replace(settings, images=on)
        case _:
            return replace(settings, reactions=on)


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
        ("reactions", line(signs.in_words(settings) if settings.reactions else "do not count")),
        ("changes", line(settings.changes or "as the platform has it")),
    ]
    pairs += [(typed_name(name), line(value)) for name, value in settings.extras]
    return Facts(tuple(pairs))


def typed_name(setting: str) -> str:
    """A setting's name as people type it: a platform's own stands without the platform there."""
    return setting.rpartition(".")[2]


def _with_extra(extras: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    """A platform's own setting kept, or forgotten if it is `off`."""
    if len(value) > MAX_EXTRA:
        raise UserError(f"{typed_name(name)} has at most {MAX_EXTRA} characters.")
    kept = {key: old for key, old in extras if key != name}
    if value.casefold() not in {"off", "none"}:
        kept[name] = value
    return tuple(sorted(kept.items()))
