"""The store: all of storage in one bundle, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.ports import Store
from storage.adapter_facts import SqliteAdapterFacts
from storage.channels import SqliteChannels
from storage.feedback import SqliteFeedback
from storage.index import FullTextIndex
from storage.journal import SqliteJournal
from storage.outbox import SqliteOutbox
from storage.paper_changes import SqliteChangedPapers
from storage.papers import SqliteLists, SqlitePapers
from storage.plans import SqlitePlans
from storage.sqlite.database import Database
from storage.sqlite.deliver_alone import deliver_alone
from storage.sqlite.delivery_lock import DeliveryLock, marked
from storage.sqlite.vault_key import kept_key
from storage.vault import SqliteVault
from storage.workspaces import SqliteWorkspaces


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteStore(Store):
    """`bot.ports.Store` on SQLite."""

    database: Database
    mark: DeliveryLock

    def claim_delivery(self, now: datetime) -> AbstractAsyncContextManager[str]:
        """Be the one process that delivers from this database, while inside.

        Yields a sentence for the log if the database turned out to be an older copy ("" otherwise): what it had
        queued is then parked. StorageError if another process delivers.
        """
        return deliver_alone(self.database, self.mark, now)


def is_there(path: Path) -> bool:
    """Whether there is a database at the path, or a mark that there was one."""
    return path.exists() or marked(path)


@asynccontextmanager
async def open_store(path: str | Path, *, secret_key: bytes | None = None) -> AsyncIterator[SqliteStore]:
    """The store at the path (made if absent, `:memory:` for one that is gone afterwards).

    StorageError says what is wrong with the file, DatabaseLostError that it is not the one used here before.
    `secret_key` opens the vault; without one it is kept in a file beside the database.
    """
    mark = DeliveryLock(str(path))
    mark.look()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(path))
        changed = SqliteChangedPapers(database)
        index = await stack.enter_async_context(FullTextIndex.open(changed, beside=database.path))
        yield SqliteStore(
            papers=SqlitePapers(database),
            changed_papers=changed,
            lists=SqliteLists(database),
            journal=SqliteJournal(database),
            channels=SqliteChannels(database),
            plans=SqlitePlans(database),
            outbox=SqliteOutbox(database, mark.note),
            memory=SqliteFeedback(database),
            index=index,
            vault=SqliteVault(database, lambda: secret_key or kept_key(database.path)),
            adapter_facts=SqliteAdapterFacts(database),
            workspaces=SqliteWorkspaces(database),
            database=database,
            mark=mark,
        )
