"""The man page, made from the command line and the table: `python -m docs.man` writes it, a test compares it."""

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperCommand

from adapters.terminal import cli
from bot.commands.handlers.help import LANGUAGE
from bot.commands.table import TABLE
from bot.wiring.application import open_application, put_back
from docs.tables import all_settings

PAGE = Path(__file__).with_name("paperboy.1")
WIDTH = 100  # columns of a usage line before it is broken


def man() -> str:
    """The whole page as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield '.\\" Made by `make docs` from the table of commands.'
    yield '.TH PAPERBOY 1 "" "Paperboy" "User Commands"'
    yield from (".SH NAME", "paperboy \\- the day's research papers, in the channels that asked for them")
    yield from (".SH SYNOPSIS", ".B paperboy", ".I COMMAND", "[\\fIARGUMENT\\fR ...] [\\fB--help\\fR]")
    yield from (".SH COMMANDS",)
    yield from _commands(typer.main.get_command(cli.build(open_application, TABLE, restore=put_back)), "")
    yield from (".SH QUERIES", "The same in search and subscribe.")
    for query, meaning in LANGUAGE:
        yield from (".TP", f".B {_text(query)}", _text(meaning))
    yield from (".SH ENVIRONMENT", "Each may also stand in \\fI.env\\fR, or in the file that NAME_FILE names.")
    for group in all_settings():
        for name, field in group.model_fields.items():
            default = f" (default: {field.default})" if field.default not in {None, ""} else ""
            yield from (".TP", f".B {_text(name.upper())}", _text(f"{field.description}{default}"))
    yield from (".SH FILES", ".TP", ".I data/paperboy.db", "The database, unless PAPERBOY_DATABASE names another.")
    yield from (".SH EXIT STATUS", "0: done. 1: whoever runs Paperboy can mend it. 2: what was typed is wrong.")


def _commands(group: object, before: str) -> Iterator[str]:
    commands: dict[str, TyperCommand] = getattr(group, "commands", {})
    for name, command in commands.items():
        if getattr(command, "commands", None):
            yield from _commands(command, f"{name} ")
            continue
        with typer.Context(command, info_name=f"{before}{name}", terminal_width=WIDTH) as context:
            usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "").strip()
            options = [
                each
                for each in (p.get_help_record(context) for p in command.params if p.param_type_name == "option")
                if each
            ]
        yield from (".TP", f".B {_text(f'{before}{name} {usage}'.strip())}")
        yield _text((command.help or "").partition("\n\n\b")[0].strip())
        for option, what in options:
            yield from (".RS", ".TP", f".B {_text(option)}", _text(what), ".RE")


def _text(text: str) -> str:
    """Harmless in roff: no escape, no line that begins as a request, one line."""
    line = " ".join(text.replace("\\", "\\e").replace("-", "\\-").split())
    return f"\\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    PAGE.write_text(man(), encoding="utf-8")
