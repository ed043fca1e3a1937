"""The settings file `.env`: where it is, and what it says, or why that cannot be read."""

import os
from collections.abc import Mapping
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import SettingsError

ENV_FILE: Final = ".env"
AT_HOME: Final = Path(__file__).resolve().parents[1]  # the clone, if this is one
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def home() -> Path:
    """The folder of `.env` and `data/`: the clone's from anywhere inside it, else the one we were started in."""
    try:
        here = Path.cwd()
    except OSError:
        raise SettingsError("The folder that Paperboy was started in is gone: cd to one that is there.") from None
    inside = here != AT_HOME and here.is_relative_to(AT_HOME) and (AT_HOME / "pyproject.toml").is_file()
    return AT_HOME if inside else Path()


def at_home(path: Path) -> Path:
    """The path with `~` for what it stands for, which no shell does in a file or a service."""
    try:
        return path.expanduser()
    except RuntimeError:  # who has no home keeps the name
        return path


def dotenv() -> Mapping[str, str]:
    """What `.env` says, names in capitals, empty values left out; raises SettingsError if it cannot be read."""
    path = home() / ENV_FILE
    if (
        not os.path.lexists(path) or (path / "pyvenv.cfg").is_file()
    ):  # some keep a virtual environment of that name
        return {}
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise SettingsError(f"The settings file {path} is {kind}: make it a text file, or take it away.")
    return _named(text_of(path, f"The settings file {path}"), str(path))


def text_of(path: Path, what: str) -> str:
    """A file's text; `what` begins the sentence of the SettingsError if there is none."""
    try:
        raw = path.read_bytes()
    except IsADirectoryError:
        raise SettingsError(f"{what} is a folder: name a file.") from None
    except OSError as error:
        raise SettingsError(
            f"{what} cannot be read ({error.strerror or error}): make it readable for this user."
        ) from error
    return as_text(raw, what)


def as_text(raw: bytes, what: str) -> str:
    """The text of such bytes; `what` as above."""
    if raw.startswith(_BYTE_ORDER_MARKS) or (len(raw) > 1 and 0 in raw[:2]):  # letters of two or four bytes
        raise SettingsError(f"{what} is UTF-16 text, or UTF-32: save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError(f"{what} is not UTF-8 text (line {line}): save it as UTF-8.") from None


@lru_cache(maxsize=1)
def _named(text: str, path: str) -> Mapping[str, str]:
    """Read once, however many groups of settings look into it."""
    return named(text, path)


def named(text: str, path: str) -> Mapping[str, str]:
    """The values by their names in capitals, empty ones left out; raises SettingsError."""
    for line in parse_stream(StringIO(text)):
        if line.error:  # what is left out silently would be missed much later
            number = line.original.line + len(line.original.string) - len(line.original.string.lstrip("\n"))
            raise SettingsError(
                f"The settings file {path} cannot be read at line {number}: write NAME=value, and close quotes."
            )
    return {name.upper(): value for name, value in dotenv_values(stream=StringIO(text)).items() if value}
