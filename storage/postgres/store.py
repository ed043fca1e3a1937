"""The store on PostgreSQL: the same topics over the other engine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.errors import SecretKeyError, StorageError
from bot.model.role import Role
from bot.ports import Store
from storage import older_copy
from storage.adapter_facts import SqlAdapterFacts
from storage.channels import SqlChannels
from storage.connection import Connection
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
from storage.postgres import errors, home
from storage.postgres.address import Address
from storage.postgres.database import Database
from storage.postgres.dialect import ENGINE, own_blocks
from storage.postgres.worker import Worker
from storage.postgres.workers import SqlWorkers
from storage.removal.retention import SqlRetention
from storage.rows import facts
from storage.rows.workers import place_of_this_process
from storage.vault import SqlVault
from storage.workspaces import SqlWorkspaces

log = logging.getLogger(__name__)

_ENGINE = own_blocks(ENGINE)
ASKED_EVERY: Final = 0.5  # seconds
_KEY_CHECK = ("paperboy", "", "key-check")  # a secret that whoever has the key can open


def _nothing() -> None:
    """Nobody is to be woken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresStore(Store):
    """`bot.ports.Store` on PostgreSQL."""

    vault: SqlVault
    database: Database
    worker: Worker

    @asynccontextmanager
    async def claim_delivery(
        self, now: datetime, wake: Callable[[], None] = _nothing, roles: Collection[Role] = ()
    ) -> AsyncIterator[str]:
        """Be one of the processes that share the work, while inside; `wake` is called when there is some.

        Without `roles` it is one for a moment, as a command is.

        Yields a sentence for the log if the database turned out to be an older copy ("" otherwise): what it had
        queued is then parked.
        """
        await self.database.write(older_copy.identity)
        if roles:
            await self._agree_on_the_key()
        asked = await self._when_home_is_told()
        said = await self.database.write(partial(_look_after, now, asked))
        async with self.worker.at_work(roles, wake):
            yield said

    async def _when_home_is_told(self) -> int:
        """The server's time now; as soon as those who were heard of before it have spoken again, or are dead."""
        (asked,) = await self.database.read(lambda db: db.execute(_ENGINE["instant"]).fetchone())
        waits = partial(home.is_known, asked=asked)
        if await self.database.read(waits) is None:
            log.warning(
                "new_timeline", extra={"why": "a standby took over, or it was recovered: who lives is heard"}
            )
            while await self.database.read(waits) is None:  # noqa: ASYNC110 -- a beat of another process
                await asyncio.sleep(ASKED_EVERY)
        return int(asked)

    async def _agree_on_the_key(self) -> None:
        """StorageError if those who live have another key: this one would hold workspaces whose tokens it cannot
        open, and keep them from the others. Who is alone decides which key it is.
        """
        living = await self.database.read(lambda db: db.execute(_ENGINE["workers"]).fetchall())
        others = [place for _, place, _, _, _, roles, *_ in living if roles]
        try:
            if await self.vault.get(*_KEY_CHECK) is not None:
                return
        except SecretKeyError as error:
            if others:
                raise errors.other_key(self.database.address, others) from error
        with suppress(SecretKeyError):  # none is set: what needs one says so
            await self.vault.put(*_KEY_CHECK, b"it opens")

    async def alone(self) -> None:
        """StorageError if another worker lives."""
        living = await self.database.read(lambda db: db.execute(_ENGINE["workers"]).fetchall())
        others = [place for _, place, *_ in living if place != place_of_this_process()]
        if others:
            raise StorageError(
                f"Paperboy is delivering from {self.database.address.shown} ({', '.join(others)}): stop it first."
            )

    async def at_home(self) -> None:
        """What the database holds was copied whole and delivered from elsewhere no more: it is no older copy."""
        await self.database.write(home.record)

    async def rotate_key(self) -> tuple[int, int]:
        """The key that is set seals every secret anew; how many secrets, and how many no key opens."""
        return await self.vault.seal_anew()

    async def keep(self) -> None:
        """Nothing is to be done now and then: the server does it."""


@asynccontextmanager
async def open_postgres(
    address: Address, *, index: Path, secret_key: bytes | None = None, older_key: bytes | None = None
) -> AsyncIterator[PostgresStore]:
    """The store at the address, its tables made if it has none; the search index is beside the path `index`.

    StorageError says what is wrong with the database or the way there. `secret_key` opens the vault, and
    `older_key` what was sealed before; without one nothing can be sealed.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(address))
        changed, worker = SqlChangedPapers(database), Worker(database)
        search = await stack.enter_async_context(FullTextIndex.open(changed, beside=str(index)))
        yield PostgresStore(
            papers=SqlPapers(database),
            changed_papers=changed,
            lists=SqlLists(database),
            journal=SqlJournal(database),
            channels=SqlChannels(database),
            plans=SqlPlans(database),
            outbox=SqlOutbox(database, _not_noted, lambda: worker.id),
            memory=SqlFeedback(database),
            discussions=SqlDiscussions(database),
            index=search,
            vault=SqlVault(database, lambda: Keyring(_keys(secret_key, older_key))),
            adapter_facts=SqlAdapterFacts(database),
            workspaces=SqlWorkspaces(database),
            mail_requests=SqlMailRequests(database),
            retention=SqlRetention(database),
            workers=SqlWorkers(database, worker),
            database=database,
            worker=worker,
        )


def _look_after(now: datetime, asked: int, db: Connection) -> str:
    """A database that was restored, elsewhere or to an earlier moment, lives where it did not live before."""
    said, _ = older_copy.look_after(facts.attempts(db) if home.is_known(db, asked) else None, now, db)
    home.record(db)
    return said


def _not_noted(attempts: int) -> None:
    """How many attempts there were is in the database alone: a copy is known by where it lives."""


def _keys(secret_key: bytes | None, older_key: bytes | None) -> Sequence[bytes]:
    if not secret_key:
        raise SecretKeyError(
            "Workspace tokens in PostgreSQL are encrypted with a key that all processes share: set "
            "PAPERBOY_SECRET_KEY to the same words in each (openssl rand -base64 32 makes some)."
        )
    return [secret_key, older_key] if older_key else [secret_key]
