"""A process that mails what is due, until there is nothing left or it is killed.

`python -m tests.integration.mailing DATABASE SMTP_URL`
"""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from adapters.email.app import assembled
from adapters.email.settings import EmailSettings
from bot.app.system_clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.views.digest import digest_view
from storage import open_store
from storage.store import SqliteStore
from tests.fakes.core_services import core_services


def _unsettled(db: sqlite3.Connection) -> int:
    """Also what is being sent and what waits behind it, which never falls due by itself (`Outbox.next_at`)."""
    return int(db.execute("SELECT count(*) FROM delivery WHERE ready IS NOT NULL").fetchone()[0])


async def mail_all(store: SqliteStore, url: str, look: Callable[[], None] = lambda: None) -> None:
    """Everything that waits, without a pace; `look` is called now and then meanwhile."""
    platform = assembled(
        EmailSettings.load(smtp_url=url, mail_from="papers@paperboy.test", mail_rate=0), core_services()
    )
    dispatcher = Dispatcher(store.outbox, store.plans, [platform], SystemClock(), digest_view)
    running = asyncio.create_task(dispatcher.run())
    while await store.database.read(_unsettled):
        look()
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert platform.close is not None
    await platform.close()


async def main(database: str, url: str) -> None:
    async with open_store(Path(database)) as store:
        os.write(1, b"ready\n")
        await mail_all(store, url)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
