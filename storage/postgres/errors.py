"""What PostgreSQL and its driver can complain of, as sentences that say how to mend it."""

import ssl
from collections.abc import Sequence
from typing import Final

import asyncpg

from bot.errors import CopiedError, StorageError
from storage.postgres.address import Address

OLDEST: Final = 150_000  # server_version_num of PostgreSQL 15
DRIVER_ERRORS: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that ends while it is being made
    OSError,
    TimeoutError,
    UnicodeError,
    ValueError,
)
_SETTING: Final = ("22023", "42704", "55P02")  # of the start packet: what the URL says beyond the address
_AGAIN: Final = (
    "40001",
    "40P01",
    "23505",
    "23P01",
)  # two wrote at once: 23… where both took the next number, or one text
_LOST: Final = ("08", "57P")  # classes of SQLSTATE: the connection, the server's end


class DriverError(Exception):
    """Anything the driver raised, which itself has no common class for that."""

    @property
    def cause(self) -> BaseException:
        """What it raised."""
        assert self.__cause__ is not None  # noqa: S101 -- always raised from one
        return self.__cause__

    @property
    def again(self) -> bool:
        """Whether the same transaction may succeed at once: it ran into another one, and is undone."""
        return _state(self.cause).startswith(_AGAIN)

    @property
    def lost(self) -> bool:
        """Whether the connection is of no use any more."""
        return not isinstance(self.cause, asyncpg.PostgresError) or _state(self.cause).startswith(_LOST)


def _state(error: BaseException) -> str:
    return str(getattr(error, "sqlstate", None) or "")


def too_old(address: Address, version: int) -> StorageError:
    """A server before 15."""
    return StorageError(
        f"The server of {address.shown} is PostgreSQL {version // 10_000}: Paperboy wants "
        f"{OLDEST // 10_000} or later."
    )


def newer(address: Address, found: int, known: int) -> StorageError:
    """A later Paperboy has migrated it."""
    return StorageError(
        f"The database {address.shown} was changed by a newer Paperboy so that this one cannot work on it (schema "
        f"{found}; this one knows {known}): install the newer one here as well, or restore a backup made before "
        "it."
    )


def foreign(address: Address) -> StorageError:
    """Some other program's tables."""
    return StorageError(
        f"{address.shown} holds another application's tables, so it was left alone: make a database for Paperboy "
        "(createdb paperboy) and set PAPERBOY_DATABASE to it."
    )


def not_allowed(address: Address) -> StorageError:
    """A user who may not make tables."""
    return StorageError(_SENTENCES["42501"].format(where=address.shown))


def read_only(address: Address) -> StorageError:
    """A standby, or a database that takes no writes."""
    return StorageError(
        f"The database {address.shown} takes no writes (a standby, or default_transaction_read_only is on): set "
        "PAPERBOY_DATABASE to the primary, or name all hosts in it with target_session_attrs=read-write."
    )


def clock_off(address: Address, ahead: float) -> StorageError:
    """The machine's clock is not the server's: what is done by it would come early, or twice."""
    how = "ahead of" if ahead > 0 else "behind"
    return StorageError(
        f"This machine's clock is {abs(ahead):,.0f} s {how} the one of {address.shown}: set it (NTP). Until then "
        "this process plans and delivers nothing; others do."
    )


def other_key(address: Address, others: Sequence[str]) -> StorageError:
    """Those who work there have another key, or this process none."""
    return StorageError(
        f"PAPERBOY_SECRET_KEY is not the one of the processes that work on {address.shown} "
        f"({', '.join(others)}): set the same words in each. Stop them first where it is to be a new key, "
        "or name theirs in PAPERBOY_SECRET_KEY_BEFORE. One that was killed counts for half a minute more."
    )


def copied(address: Address, place: str) -> CopiedError:
    """Another process has this worker's id."""
    return CopiedError(
        f"Another process works on {address.shown} with the id of this one ({place}): was its machine copied "
        "while it ran? This one goes on with an id of its own, and leaves to the other what both had in hand."
    )


def went_back(address: Address) -> str:
    """What it had confirmed to this worker it knows no more."""
    return (
        f"{address.shown} has forgotten moments that it had confirmed: a standby that did not have them took "
        "over, or it was recovered under running processes. What was sent in them may come again. Synchronous "
        "replication prevents it."
    )


def unheard(address: Address) -> StorageError:
    """The server has not answered for so long that others may do this worker's work."""
    return StorageError(
        f"{address.shown} has not answered this process's heartbeat for a while, so others may have taken its "
        "work over: it takes none until it is heard again."
    )


def exhausted(address: Address) -> StorageError:
    """Every connection was busy for long."""
    return StorageError(
        f"All {address.pool_size} connections to {address.shown} are busy: raise pool_size in PAPERBOY_DATABASE, "
        "or look at what the server is waiting for (pg_stat_activity). Nothing was written; a running Paperboy "
        "tries again."
    )


def translate(error: BaseException, address: Address) -> StorageError:
    """The driver's error as a sentence; the transaction it happened in has been rolled back."""
    if isinstance(error, UnicodeError) or "surrogates not allowed" in str(error):
        return StorageError(
            "A text holds half a surrogate pair and cannot be stored: send it again without that character."
        )
    state, where = _state(error), address.shown
    if said := _of_the_url(error, state):
        return StorageError(said.format(where=where, error=error))
    for prefix, sentence in _SENTENCES.items():
        if state.startswith(prefix):
            return StorageError(sentence.format(where=where))
    if isinstance(error, ssl.SSLError) or "SSL" in str(error):
        return StorageError(
            f"The connection to {where} cannot be encrypted ({error}): mend sslmode and sslrootcert in "
            "PAPERBOY_DATABASE, or the server's certificate."
        )
    if isinstance(error, OSError | TimeoutError | asyncpg.InterfaceError):
        reason = getattr(error, "strerror", None) or str(error) or "no answer in time"
        return StorageError(
            f"The database {where} cannot be reached ({reason}): start the server, or mend the host and port in "
            "PAPERBOY_DATABASE. A running Paperboy goes on by itself once it answers."
        )
    return StorageError(f"The database {where} refused ({type(error).__name__}: {error}): run `paperboy doctor`.")


def _of_the_url(error: BaseException, state: str) -> str:
    """What is wrong with what stands after the address, or ""."""
    if state == "28000" and "no encryption" in str(error):
        return (
            "The server of {where} takes encrypted connections alone: set sslmode=require (or verify-full) in "
            "PAPERBOY_DATABASE."
        )
    if state in _SETTING:
        return (
            "The server of {where} does not know a setting in PAPERBOY_DATABASE ({error}): mend what stands after "
            "the ? there."
        )
    if isinstance(error, asyncpg.exceptions.TargetServerAttributeNotMatched):
        return (
            "No server of {where} is what target_session_attrs in PAPERBOY_DATABASE wants: name all of them "
            "(host1,host2), or wait until one is promoted. A running Paperboy goes on by itself then."
        )
    return ""


_SENTENCES: Final = {  # by SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
    "28": "The server of {where} refused this user or password: mend them in PAPERBOY_DATABASE.",
    "3D": "There is no database {where}: make it (createdb), or mend its name in PAPERBOY_DATABASE.",
    "42501": (
        "The user of {where} may not do what Paperboy needs: make it the owner of the database (ALTER DATABASE … "
        "OWNER TO …), or GRANT it CREATE on the schema."
    ),
    "53100": (
        "The disk of the server of {where} is full: free some space. Nothing half-written was kept; a Paperboy "
        "that is running goes on by itself once there is room."
    ),
    "53300": (
        "The server of {where} takes no more connections: raise its max_connections, or lower pool_size in "
        "PAPERBOY_DATABASE. A running Paperboy tries again."
    ),
    "25006": (
        "The database {where} takes no writes (a standby, or default_transaction_read_only is on): set "
        "PAPERBOY_DATABASE to the primary."
    ),
    "54000": (
        "Something in it is longer than the database {where} keeps in one of its indexes (2,700 bytes): shorten "
        "it. Nothing of it was stored."
    ),
    "57014": (
        "The database {where} took longer than statement_timeout for one statement: raise it in PAPERBOY_DATABASE "
        "(?statement_timeout=120s), or look at what the server is busy with."
    ),
    "55P03": "A row in {where} is locked by another program for too long: look at pg_stat_activity and try again.",
    "57P": "The server of {where} is stopping or starting. A running Paperboy goes on by itself once it answers.",
    "08": "The connection to {where} broke. A running Paperboy goes on by itself once the server answers.",
    "40": "The database {where} is written by too many at once. Nothing was written; try again.",
}
