"""The store: all of storage in one bundle, opened and closed together."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.errors import StorageError
from bot.model.role import Role
from bot.ports import Store
from storage import older_copy
from storage.adapter_facts import SqlAdapterFacts
from storage.channels import SqlChannels
from storage.discussions import SqlDiscussions
from storage.feedback import SqlFeedback
from storage.index import FullTextIndex
from storage.journal import SqlJournal
from storage.keyring import Keyring
from storage.mail.requests import SqlMailRequests
from storage.outbox import SqlOutbox
from storage.paper_changes import SqlChangedPapers
from storage.papers import SqlLists, SqlPapers
from storage.plans import SqlPlans
from storage.removal.retention import SqlRetention
from storage.rows import facts
from storage.sqlite import errors
from storage.sqlite.database import Database
from storage.sqlite.deliver_alone import deliver_alone
from storage.sqlite.delivery_lock import DeliveryLock, marked
from storage.sqlite.one_worker import OneWorker
from storage.sqlite.vault_key import add_key, has_keys, kept_keys
from storage.vault import SqlVault
from storage.workspaces import SqlWorkspaces


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteStore(Store):
    """`bot.ports.Store` on SQLite."""

    vault: SqlVault
    database: Database
    mark: DeliveryLock
    worker: OneWorker
    key_is_set: bool  # by the operator: none is made here

    @asynccontextmanager
    async def claim_delivery(
        self,
        now: datetime,
        wake: Callable[[], None] | None = None,  # noqa: ARG002 -- nobody else puts anything into the outbox for long
        roles: Collection[Role] = (),
    ) -> AsyncIterator[str]:
        """Be the one process that delivers from this database, while inside.

        Yields a sentence for the log if the database turned out to be an older copy ("" otherwise): what it had
        queued is then parked. StorageError if another process delivers.
        """
        async with deliver_alone(self.database, self.mark, now) as said, self.worker.at_work(now, roles):
            yield said

    async def keep(self) -> None:
        """What was written is in the file, not in its log alone (see `Database.checkpoint`)."""
        await self.database.checkpoint()

    async def alone(self) -> None:
        """Nobody else delivers from a file that is claimed."""

    async def at_home(self) -> None:
        """What the file holds was copied whole and delivered from elsewhere no more: it is no older copy."""
        identity, attempts = await self.database.write(lambda db: (older_copy.identity(db), facts.attempts(db)))
        self.mark.claim(identity)
        self.mark.set(identity, attempts)
        self.mark.release()

    async def rotate_key(self) -> tuple[int, int]:
        """A new key (the one that is set, if one is) seals every secret anew; those before it still open.

        How many secrets, and how many no key opens.
        """
        if not self.key_is_set:
            add_key(self.database.path)
        return await self.vault.seal_anew()


def _keyring(database: str, secret_key: bytes | None, older_key: bytes | None) -> Keyring:
    return Keyring(_keys(database, secret_key, older_key))


def _keys(database: str, secret_key: bytes | None, older_key: bytes | None) -> Sequence[bytes]:
    """The keys of the vault, the newest first: the operator's, then the one kept here, if it was ever used."""
    older = [older_key] if older_key else []
    if not secret_key:
        return [*kept_keys(database), *older]
    with suppress(StorageError):  # what the operator set needs no file, so a damaged one does no harm
        return [secret_key, *older, *(kept_keys(database) if has_keys(database) else ())]
    return [secret_key, *older]


def is_there(path: Path) -> bool:
    """Whether there is a database at the path, or a mark that there was one; StorageError if none can be there."""
    try:
        path.stat()
    except FileNotFoundError:
        return marked(path)
    except OSError as error:  # a part of the path is a file, or another user's folder
        raise errors.unreachable(path, error) from error
    return True


@asynccontextmanager
async def open_store(
    path: str | Path, *, secret_key: bytes | None = None, older_key: bytes | None = None
) -> AsyncIterator[SqliteStore]:
    """The store at the path (made if absent, `:memory:` for one that is gone afterwards).

    StorageError says what is wrong with the file, DatabaseLostError that it is not the one used here before.
    `secret_key` opens the vault, and `older_key` what was sealed before; without one it is kept in a file beside
    the database.
    """
    mark = DeliveryLock(str(path))
    mark.look()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(path))
        changed = SqlChangedPapers(database)
        index = await stack.enter_async_context(FullTextIndex.open(changed, beside=database.path))
        worker = OneWorker(database, mark)
        yield SqliteStore(
            papers=SqlPapers(database),
            changed_papers=changed,
            lists=SqlLists(database),
            journal=SqlJournal(database),
            channels=SqlChannels(database),
            plans=SqlPlans(database),
            outbox=SqlOutbox(database, mark.note),
            memory=SqlFeedback(database),
            discussions=SqlDiscussions(database),
            index=index,
            vault=SqlVault(database, partial(_keyring, database.path, secret_key, older_key)),
            adapter_facts=SqlAdapterFacts(database),
            workspaces=SqlWorkspaces(database),
            mail_requests=SqlMailRequests(database),
            retention=SqlRetention(database),
            workers=worker,
            worker=worker,
            database=database,
            key_is_set=secret_key is not None,
            mark=mark,
        )
