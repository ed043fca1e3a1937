"""Where the database is, by what PAPERBOY_DATABASE says: an SQLite file's path, or a PostgreSQL's URL.

What can be done with a place before it is open, or without opening it, is here; the rest is the store's.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import StorageError
from bot.ports import Finding
from storage.postgres.address import Address, address
from storage.postgres.check import check as check_postgres
from storage.postgres.check import has_tables
from storage.postgres.store import PostgresStore, open_postgres
from storage.sqlite.backup import backup
from storage.sqlite.check import check as check_sqlite
from storage.sqlite.restore import restore
from storage.store import SqliteStore, is_there, open_store


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A file on this machine."""

    path: Path

    @property
    def shown(self) -> str:
        """As it is said to people."""
        return str(self.path.absolute())

    async def is_there(self) -> bool:
        """Whether there is one, or a mark that there was."""
        return is_there(self.path)

    def open(
        self, *, secret_key: bytes | None, older_key: bytes | None
    ) -> AbstractAsyncContextManager[SqliteStore]:
        """The store, made if absent."""
        return open_store(self.path, secret_key=secret_key, older_key=older_key)

    async def backup(self, target: Path, now: datetime) -> None:
        """A copy while Paperboy runs."""
        await backup(self.path, target, now)

    def restore(self, copy: Path, now: datetime) -> str:
        """A copy takes the file's place; what was done."""
        return restore(copy, self.path, now)

    async def check(self) -> Sequence[Finding]:
        """For `doctor`."""
        return await check_sqlite(self.path)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A database on a server; the search index is in a folder on this machine."""

    address: Address
    index_folder: Path

    @property
    def shown(self) -> str:
        """As it is said to people: without the password."""
        return self.address.shown

    async def is_there(self) -> bool:
        """Whether Paperboy has its tables there."""
        return await has_tables(self.address)

    def open(
        self, *, secret_key: bytes | None, older_key: bytes | None
    ) -> AbstractAsyncContextManager[PostgresStore]:
        """The store, its tables made if absent."""
        index = self.index_folder / self.address.file_name
        return open_postgres(self.address, index=index, secret_key=secret_key, older_key=older_key)

    async def backup(self, target: Path, now: datetime) -> None:  # noqa: ARG002 -- as of a file
        """The server's own tools do that."""
        raise StorageError(
            f"The database is {self.shown}: copy it with pg_dump -Fc -f {target} (or the server's own backups), "
            "and restore it with pg_restore."
        )

    def restore(self, copy: Path, now: datetime) -> str:  # noqa: ARG002 -- as of a file
        """The server's own tools do that."""
        raise StorageError(
            f"The database is {self.shown}: stop every Paperboy, restore with pg_restore into an empty database, "
            "and start Paperboy; it sees that this is a copy."
        )

    async def check(self) -> Sequence[Finding]:
        """For `doctor`."""
        return await check_postgres(self.address)


def location(said: Path | str, index_folder: Path) -> SqliteFile | PostgresServer:
    """The place that was said; SettingsError for a URL that cannot be read or is of another kind of database."""
    if isinstance(said, Path):
        return SqliteFile(said)
    return PostgresServer(address(said), index_folder)
