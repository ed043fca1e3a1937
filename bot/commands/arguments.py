"""Arguments held against the table: each value is what its parameter takes, and nothing required is missing."""

import re
from collections.abc import Mapping

from bot.commands.command import Command, Kind, Parameter
from bot.errors import UserError
from bot.text.close_names import closest
from bot.text.cut import cut
from bot.views.hints import literal

PAGE = "page"  # the hidden argument of a paged command's buttons
TO = "to"  # subscribe to …
SURE = "sure"  # and that of a button which answers "are you sure"
SURE_MARK = "sure:~"  # how it ends; nobody types that by accident
_SMALL = frozenset(("last", "of", "past", "the", "this"))  # before a choice: this week, of the month
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_FOREIGN = re.compile(r"[a-z]{1,20}\.[a-z_]{1,40}")


def checked(command: Command, arguments: Mapping[str, str]) -> dict[str, str]:
    """The arguments as the handler takes them. Raises UserError for what the command does not take."""
    found = {}
    for name, value in arguments.items():
        parameter = command.parameter(name)
        if parameter is not None:
            found[name] = _value(parameter, value)
        elif name == PAGE and command.paged:
            found[name] = _token(value)
        elif foreign(command, name) or (name == SURE and command.setup):
            found[name] = value
        else:
            raise UserError(f"{command.name} takes no {short(name)!r}. It is typed so: `{command.usage}`")
    for parameter in command.parameters:
        if parameter.required and not found.get(parameter.name):
            example = f" For example: `{command.examples[0]}`" if command.examples else ""
            raise UserError(f"`{command.name}` needs {_lowered(parameter.help)}: `{command.usage}`.{example}")
    return found


def foreign(command: Command, name: str) -> bool:
    """Whether it is a platform's own setting, such as `discord.role`; the core keeps it and never reads it."""
    return command.name == "settings" and _FOREIGN.fullmatch(name) is not None


def behind(word: str, text: str) -> str:
    """What stands behind a small word at the beginning (subscribe to …), if it does and anything follows."""
    first, _, rest = text.partition(" ")
    return rest.strip() if first.casefold() == word and rest.strip() else text


def subscribing(query: str) -> str:
    """The command that subscribes to a query, whatever word that begins with."""
    return f"subscribe {query}" if behind(TO, query) == query else f"subscribe {TO} {query}"


def short(text: str, limit: int = 60) -> str:
    """The text on one line, cut for a sentence that quotes it."""
    return literal(cut(" ".join(text[: limit * 10].split()), limit))


def _value(parameter: Parameter, value: str) -> str:
    match parameter.kind:
        case Kind.TEXT:
            return value
        case Kind.INTEGER:
            return _integer(parameter, value)
        case Kind.CHOICE:
            return _choice(parameter, value)


def _integer(parameter: Parameter, value: str) -> str:
    digits = value.replace(",", "").strip()
    if not re.fullmatch(r"\d{1,9}", digits) or not parameter.least <= int(digits) <= parameter.most:
        span = f"from {parameter.least} to {parameter.most:,}"
        raise UserError(f"{parameter.name} is a whole number {span}, not “{short(value)}”.")
    return str(int(digits))


def _choice(parameter: Parameter, value: str) -> str:
    folded = value.casefold().strip("\"' ")
    said = [word for word in folded.split() if word not in _SMALL] or [folded]
    if len(said) == 1 and (choice := parameter.same.get(said[0], said[0])) in parameter.choices:
        return choice
    near = closest(folded, parameter.choices)
    hint = f" Did you mean {near}?" if near else ""
    raise UserError(f"{parameter.name} is one of {', '.join(parameter.choices)}, not “{short(value)}”.{hint}")


def _token(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise UserError("That button no longer says which page it leads to; please ask again.")
    return value


def _lowered(text: str) -> str:
    """A help line within a sentence; "An arXiv id" keeps its capitals but the first."""
    return text[:1].lower() + text[1:]
