"""Where a PostgreSQL is: `postgresql://user:password@host:port/database?pool_size=8&sslmode=verify-full&…`.

TLS (`sslmode`, `sslrootcert`, …) and any setting of the server (`statement_timeout`, `search_path`, …) are said in
the URL as everywhere; so are several hosts, of which the one that takes writes is used. `pool_size` is Paperboy's.
"""

import os
import re
import ssl
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.errors import SettingsError

SCHEMES: Final = ("postgresql", "postgres")
POOL_SIZE: Final = 8  # connections at most; they are opened as they are needed
_LARGEST_POOL: Final = 100
_POOL: Final = "pool_size"
_PATIENCE: Final = "connect_timeout"  # libpq's word, which the driver does not know
CONNECT_SECONDS: Final = 10
_ROOTS: Final = "sslrootcert"
_WORDS: Final = MappingProxyType(  # https://www.postgresql.org/docs/current/libpq-connect.html
    {
        "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
        "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    }
)
_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[^\[\]:]*)(?::(?P<port>\d{1,5}))?")
_FILES: Final = (_ROOTS, "sslcert", "sslkey", "sslcrl")
_SERVER: Final = MappingProxyType(  # what the URL may say otherwise
    {
        "application_name": "paperboy",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "30s",  # a process that stands still lets go of its rows
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
    connect_seconds: int
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
    except ValueError as error:  # half a bracket
        raise _unreadable() from error
    if parts.scheme not in SCHEMES:
        raise SettingsError(
            f"PAPERBOY_DATABASE: there is no database of the kind {parts.scheme}:// here; give the path of an "
            "SQLite file, or postgresql://user:password@host:5432/database"
        )
    user, _, hosts = parts.netloc.rpartition("@")
    if "://" not in url or parts.fragment or "@" in user + parts.path or not all(map(_is_host, hosts.split(","))):
        raise _unreadable()
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.path.strip("/") and "dbname" not in said and "database" not in said:
        raise SettingsError(
            "PAPERBOY_DATABASE: the URL names no database; it ends in one: postgresql://user:password@host:5432/database"
        )
    pool_size = _number(said, _POOL, POOL_SIZE, 2, _LARGEST_POOL, "no number of connections")
    patience = _number(said, _PATIENCE, CONNECT_SECONDS, 1, 600, "no number of seconds")
    _check_words(said)
    if "," in hosts:
        said.setdefault("target_session_attrs", "read-write")
    user = user.partition(":")[0]
    return Address(
        url=parts._replace(query=urlencode(said)).geturl(),
        shown=f"postgresql://{f'{user}@' if user else ''}{hosts or said.get('host', 'localhost')}{parts.path}",
        pool_size=pool_size,
        connect_seconds=patience,
        settings={name: value for name, value in _SERVER.items() if name not in said},
    )


def _is_host(said: str) -> bool:
    found = _HOST.fullmatch(said)
    return found is not None and int(found["port"] or 0) < 65_536


def _unreadable() -> SettingsError:
    return SettingsError(
        "PAPERBOY_DATABASE: the port or host in the URL cannot be read. It looks like "
        "postgresql://user:password@host:5432/database, and a password with one of @ : / ? # % in it has "
        "%40 %3A %2F %3F %23 %25 there instead."
    )


def _number(  # noqa: PLR0917 -- what is read, and what it may be
    said: MutableMapping[str, str], name: str, usual: int, least: int, most: int, wrong: str
) -> int:
    value = said.pop(name, str(usual))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingsError(f"PAPERBOY_DATABASE: {name}={value} is {wrong}; give one from {least} to {most}.")
    return int(value)


def _check_words(said: MutableMapping[str, str]) -> None:
    """What the driver would complain of in words of its own."""
    for name, known in _WORDS.items():
        if said.get(name, known[0]) not in known:
            raise SettingsError(f"PAPERBOY_DATABASE: {name} is one of {', '.join(known)}; not {said[name]}.")
    if said.get(_ROOTS) == "system":  # libpq's word for the certificates that the machine trusts
        roots = ssl.get_default_verify_paths()
        said[_ROOTS] = roots.cafile or roots.openssl_cafile
    for name in _FILES:
        if name in said and not Path(said[name]).is_file():
            raise SettingsError(f"PAPERBOY_DATABASE: {name} names {said[name]}, where there is no such file.")
    if said.get("sslmode", "").startswith("verify") and _ROOTS not in said:
        said[_ROOTS] = os.environ.get("PGSSLROOTCERT", str(Path.home() / ".postgresql/root.crt"))
        if not Path(said[_ROOTS]).is_file():
            raise SettingsError(
                f"PAPERBOY_DATABASE: sslmode={said['sslmode']} wants to know whom to trust: add "
                "sslrootcert=/path/of/the/certificate, or sslrootcert=system."
            )
