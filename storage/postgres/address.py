"""Where a PostgreSQL is: `postgresql://user:password@host:port/database?pool_size=8&sslmode=verify-full&…`.

TLS (`sslmode`, `sslrootcert`, …) and any setting of the server (`statement_timeout`, `search_path`, …) are said in
the URL as everywhere; `pool_size` is Paperboy's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.errors import SettingsError

SCHEMES: Final = ("postgresql", "postgres")
POOL_SIZE: Final = 8  # connections at most; they are opened as they are needed
_LARGEST_POOL: Final = 100
_POOL: Final = "pool_size"
_SERVER: Final = MappingProxyType(  # what the URL may say otherwise
    {
        "application_name": "paperboy",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "60s",  # a process that stands still lets go of its rows
        "tcp_keepalives_idle": "15",  # seconds: the server notices within 30 that a process is cut off
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a server. `shown` is what may be shown of it: all but the password."""

    url: str
    shown: str
    pool_size: int
    settings: Mapping[str, str]

    @property
    def file_name(self) -> str:
        """What lies on this machine of it is called so."""
        return re.sub(r"[^A-Za-z0-9._-]+", "-", self.shown.partition("://")[2].rpartition("@")[2]).strip("-")

    def __repr__(self) -> str:
        return self.shown


def address(url: str) -> Address:
    """A URL read; SettingsError says what is wrong with it, without the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError(
            "PAPERBOY_DATABASE: the port or host in the URL cannot be read. It looks like "
            "postgresql://user:password@host:5432/database"
        ) from error
    if parts.scheme not in SCHEMES:
        raise SettingsError(
            f"PAPERBOY_DATABASE: there is no database of the kind {parts.scheme}:// here; give the path of an "
            "SQLite file, or postgresql://user:password@host:5432/database"
        )
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.path.strip("/") and "dbname" not in said and "database" not in said:
        raise SettingsError(
            "PAPERBOY_DATABASE: the URL names no database; it ends in one: postgresql://user:password@host:5432/database"
        )
    pool_size = _pool_size(said.pop(_POOL, str(POOL_SIZE)))
    host = parts.hostname or said.get("host", "localhost")
    user = f"{parts.username}@" if parts.username else ""
    return Address(
        url=parts._replace(query=urlencode(said)).geturl(),
        shown=f"postgresql://{user}{host}{f':{port}' if port else ''}{parts.path}",
        pool_size=pool_size,
        settings={name: value for name, value in _SERVER.items() if name not in said},
    )


def _pool_size(said: str) -> int:
    if not said.isdecimal() or not 2 <= int(said) <= _LARGEST_POOL:
        raise SettingsError(
            f"PAPERBOY_DATABASE: {_POOL}={said} is no number of connections; give one from 2 to {_LARGEST_POOL}."
        )
    return int(said)
