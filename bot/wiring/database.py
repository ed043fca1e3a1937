"""The database: where the settings say it is, opening it, moving it, and putting a backup into its place."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app.application import Database
from bot.errors import SettingsError, StorageError
from bot.settings import PaperboySettings
from bot.settings_file import AT_HOME
from storage.locations import PostgresServer, SqliteFile, location
from storage.moving.move import move
from storage.older_copy import not_moved
from storage.postgres.store import PostgresStore
from storage.sqlite.database import MEMORY
from storage.store import SqliteStore


@dataclass(frozen=True, slots=True)
class Opened:
    """The store, where it is kept, and whether there was none before (a `SPARED` one is in memory)."""

    store: SqliteStore | PostgresStore
    place: SqliteFile | PostgresServer
    new: bool


@asynccontextmanager
async def opened(settings: PaperboySettings, database: Database) -> AsyncIterator[Opened]:
    """The database of the settings; StorageError where there is none and none is to be made, and where something
    would be stored in what was moved elsewhere.
    """
    place = located(settings)
    new = not await place.is_there()
    if new and database is Database.FOUND:
        raise StorageError(await _none_there(place))
    spared = SqliteFile(Path(MEMORY)) if new and database is Database.SPARED else None
    secret_key, older_key = _keys(settings)
    async with (spared or place).open(secret_key=secret_key, older_key=older_key) as store:
        if database is Database.MADE and not new:
            await store.database.read(not_moved)
        yield Opened(store, place, new)


def located(settings: PaperboySettings) -> SqliteFile | PostgresServer:
    """Where it is, opened or not; SettingsError for an address that is none."""
    return location(settings.database, settings.paperboy_index)


async def moved(
    store: SqliteStore | PostgresStore,
    settings: PaperboySettings,
    to: str,
    now: datetime,
    progress: Callable[[str, int, int], None],
) -> int:
    """All of the store is copied to another database, a file's path or a URL; how many rows."""
    try:
        target = location(to if "://" in to else Path(to), settings.paperboy_index)
    except SettingsError as error:  # which names the setting that usually says it
        raise SettingsError(error.sentence.replace("PAPERBOY_DATABASE", "--to")) from error
    return await move(store, target, now, _keys(settings), progress)


def _keys(settings: PaperboySettings) -> tuple[bytes | None, bytes | None]:
    secret, older = settings.paperboy_secret_key, settings.paperboy_secret_key_before
    return (
        secret.get_secret_value().encode() if secret else None,
        older.get_secret_value().encode() if older else None,
    )


async def _none_there(place: SqliteFile | PostgresServer) -> str:
    if isinstance(place, PostgresServer):
        return f"There are no tables of Paperboy's in {place.shown} yet; paperboy run makes them."
    usual = SqliteFile(AT_HOME / PaperboySettings.model_fields["paperboy_database"].default)
    elsewhere = f" There is one at {usual.path}." if await usual.is_there() else ""
    return (
        f"There is no database at {place.shown} yet; paperboy run makes it.{elsewhere} If Paperboy runs in "
        "another folder, go there, or set PAPERBOY_DATABASE to its file."
    )
