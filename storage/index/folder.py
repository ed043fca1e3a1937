"""The index's folder: opened, or put aside and made anew whenever it is not as it should be."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import tantivy

from bot.errors import StorageError
from bot.text.analyzer import VERSION
from storage.index.fields import FORMAT, made

SUFFIX = ".index"  # of the database's path; until format 3 this was a file, which gives way to the folder
_STATE, _META = "state.json", "meta.json"
_BUSY = "LockBusy"
# No space, no quota, no permission, read only
_NO_ROOM = ("os error 28", "os error 122", "os error 13", "os error 30")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """What an index is made of: its format, the analyzer's version, the papers' store, the newest change in it."""

    format: int = FORMAT
    analyzer: int = VERSION
    identity: str = ""
    revision: int = 0

    @property
    def fits(self) -> bool:
        """Whether this program can read it."""
        return (self.format, self.analyzer) == (FORMAT, VERSION)


class TornError(Exception):
    """The index is damaged, gone, or another program's."""


class BusyError(Exception):
    """Another process is writing the index."""


class Folder:
    """An index in a folder (None: in memory), with its state."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.state = State()
        self._index: tantivy.Index
        self._searcher: tantivy.Searcher
        self._seen = 0  # when the index that is being read was written

    def open(self) -> bool:
        """Open what is there; True if it was not as it should be and gave way to an empty index."""
        if self.path is None:
            self._open()
            return False
        there = self.path.exists()
        try:
            if self.path.is_dir():
                self.read_state()
                self._open()
                return False
        except TornError:
            pass
        self.start_anew()
        return there

    def start_anew(self) -> None:
        """An empty index takes the place of whatever is there. StorageError if none can be made."""
        self.state = State()
        if self.path is not None:
            fresh, old = (self.path.with_name(f"{self.path.name}.{word}-{os.getpid()}") for word in ("new", "old"))
            try:
                _remove(fresh, old)
                fresh.mkdir(mode=0o700, parents=True)  # not for others, as the database
                torn(lambda: made(str(fresh)))
                _write(fresh / _STATE, self.state)
                with suppress(FileNotFoundError):
                    self.path.rename(old)
                fresh.rename(self.path)
            except FileExistsError:  # another process has been quicker: its index is as good
                pass
            except (OSError, TornError) as error:
                raise StorageError(
                    f"The search index {self.path} cannot be made ({error}): free some space, or mend the folder's"
                    " permissions."
                ) from error
            finally:
                _remove(fresh, old, *(self.path.with_name(f"{self.path.name}{end}") for end in ("-wal", "-shm")))
        self._open()

    def searcher(self) -> tantivy.Searcher:
        """The index as it is now, whoever wrote it. Raises TornError."""
        if self.path is not None and (written := self._written()) != self._seen:
            torn(self._index.reload)
            self._searcher, self._seen = torn(self._index.searcher), written
        return self._searcher

    @property
    def schema(self) -> tantivy.Schema:
        """Of its fields."""
        return self._index.schema

    def writer(self, memory: int) -> tantivy.IndexWriter:
        """The one writer, which uses so many bytes; BusyError if another process has it. Raises TornError."""
        return torn(lambda: self._index.writer(memory, 1))

    def read_state(self) -> State:
        """As it is now, whoever wrote it. Raises TornError if it is not this program's."""
        if self.path is not None:
            try:
                self.state = State(**json.loads((self.path / _STATE).read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError) as error:
                raise TornError(str(error)) from error
            if not self.state.fits:
                raise TornError("another version")
        return self.state

    def forget(self) -> None:
        """Whoever opens or repairs it next makes it anew: some damage is met only by what is asked."""
        if self.path is not None:
            with suppress(OSError):
                (self.path / _STATE).unlink()

    def committed(self, revision: int, identity: str) -> None:
        """What was written is there for all readers; it is the papers of that store up to that change."""
        self.state = State(identity=identity, revision=revision)
        if self.path is None:
            torn(self._index.reload)
            self._searcher = torn(self._index.searcher)
        else:
            try:
                _write(self.path / _STATE, self.state)
            except FileNotFoundError as error:
                raise TornError(str(error)) from error

    def _open(self) -> None:
        self._index = torn(lambda: made(None if self.path is None else str(self.path)))
        self._seen = 0 if self.path is None else self._written()
        self._searcher = torn(self._index.searcher)

    def _written(self) -> int:
        assert self.path is not None  # noqa: S101 -- in memory nobody else writes
        try:
            return (self.path / _META).stat().st_mtime_ns
        except OSError as error:
            raise TornError(str(error)) from error


def torn(job: Callable[[], T]) -> T:
    """What tantivy answers; TornError for what it cannot read, BusyError where another process writes,
    StorageError where the disk is full or may not be written.

    tantivy's own words for all of these are ValueError and OSError, and for some damage a panic, which is no
    Exception.
    """
    try:
        return job()
    except (ValueError, OSError) as error:
        said = str(error)
        if _BUSY in said:
            raise BusyError from error
        if any(sign in said for sign in _NO_ROOM):
            raise StorageError(
                f"The search index cannot be written ({said}): free some space, or mend the folder's permissions."
            ) from error
        raise TornError(said) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise TornError(str(error)) from error
        raise


def _write(path: Path, state: State) -> None:
    """Whole or not at all."""
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    part.write_text(json.dumps(asdict(state)), encoding="utf-8")
    part.replace(path)


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
