"""Files: saved pages, API bodies, feeds and BibTeX, for `paperboy import PATH…`."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Final

from adapters.sources.parse import values
from adapters.sources.parse.daily import from_value
from adapters.sources.parse.detect import HEAD, Format, detect
from adapters.sources.parse.whole import observed, read_body
from bot.errors import UserError
from bot.ports import Fault, Fetched

MAX_WHOLE: Final = 50_000_000  # bytes, unpacked, of a file that is read as a whole, or of one line
MAX_LINES: Final = 4_000_000_000  # bytes, unpacked, of a file that is read by the line

Progress = Callable[[int, int], None]  # (bytes done, bytes in all)


def read(paths: Sequence[Path], today: date, progress: Progress) -> Iterator[Fetched]:
    """What the files hold, a file or (of JSON lines) a day at a time, with a fault for whatever cannot be read.

    Folders are read with all below them. Raises UserError, before anything is read, for a path that is not there.
    """
    files = [file for path in paths for file in _files(path)]
    sizes = [_size(file) for file in files]
    done, total = 0, sum(sizes)
    progress(0, total)
    for file, size in zip(files, sizes, strict=True):
        for read, fetched in _read(file, today):
            progress(min(done + read, total), total)
            yield fetched
        done += size
        progress(done, total)


def _files(path: Path) -> list[Path]:
    """The file, or the files below a folder, those with a hidden name left out."""
    try:
        if path.is_dir():
            below = (path / name for name in sorted(each.relative_to(path) for each in path.rglob("*")))
            return [file for file in below if file.is_file() and not _hidden(file.relative_to(path))]
        if path.is_file():
            return [path]
    except OSError as error:
        raise UserError(f'"{path}" cannot be read ({error.strerror}).') from None
    what = "is no file" if path.exists() else "is not there; check the spelling"
    raise UserError(f'"{path}" {what}.')


def _hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _read(file: Path, today: date) -> Iterator[tuple[int, Fetched]]:
    """(bytes read, what they hold) of one file."""
    name = str(file)
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            body: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            head = body.read(HEAD)
            body.seek(0)
            kind = detect(head)
            if isinstance(kind, str):
                yield 0, _nothing(name, kind)
            elif kind is Format.LINES:
                for fetched in _lines(body, name, today):
                    yield raw.tell(), fetched
            else:
                whole = body.read(MAX_WHOLE + 1)
                if len(whole) > MAX_WHOLE:
                    yield 0, _nothing(name, f"it is larger than {MAX_WHOLE:,} bytes; split it")
                else:
                    yield len(whole), _located(read_body(whole, kind, file.name, today), name)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield 0, _nothing(name, "its compressed data is damaged or cut short")
    except OSError as error:
        yield 0, _nothing(name, f"it cannot be read ({error.strerror or type(error).__name__})")


def _lines(body: IO[bytes], name: str, today: date) -> Iterator[Fetched]:
    """One day a line: {"date": …, "body": what the API answered}."""
    number = read = 0
    while line := body.readline(MAX_WHOLE + 1):
        number, read = number + 1, read + len(line)
        where = f"{name} line {number}"
        if len(line) > MAX_WHOLE or read > MAX_LINES:
            yield _nothing(where, f"longer than {MAX_WHOLE:,} bytes; the rest of the file was left out")
            return
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            yield _nothing(where, "no whole JSON value")
            continue
        day = values.day(said.get("date")) if isinstance(said, dict) else None
        if day is None or "body" not in said:
            yield _nothing(where, 'no {"date": …, "body": …}')
            continue
        yield _located(from_value(said["body"], day, observed(day, today)), where)


def _located(fetched: Fetched, where: str) -> Fetched:
    """Its faults with the file that they are in."""
    faults = tuple(replace(fault, where=f"{where}: {fault.where}") for fault in fetched.faults)
    return replace(fetched, faults=faults, ok=True, note="")


def _nothing(where: str, reason: str) -> Fetched:
    return Fetched(faults=(Fault(where, reason),))
