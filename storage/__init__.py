"""Storage: rows <-> values. SQL lives in `queries/`, the schema in `migrations/`; SQLite is the default."""

from storage.sqlite.backup import backup
from storage.sqlite.check import check
from storage.sqlite.restore import restore
from storage.store import SqliteStore, open_store

__all__ = ["SqliteStore", "backup", "check", "open_store", "restore"]
