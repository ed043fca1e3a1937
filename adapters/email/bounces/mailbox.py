"""Bounces out of a mailbox, by IMAP: the standard library's client in a thread, a few messages at a time.

What was read is marked as seen and left there; a mailbox of its own is best, since everything in it is looked at.
"""

import asyncio
import imaplib
import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from adapters.email.bounces.report import LONGEST
from adapters.email.bounces.taken import Bounces
from adapters.email.settings import Server
from bot.errors import StorageError, blame
from bot.ports import LeaseKind, Workers

log = logging.getLogger(__name__)

EVERY: Final = 300.0  # seconds between two looks
AT_ONCE: Final = 50  # messages a look
TIMEOUT: Final = 20.0  # seconds for each answer
_FAILURES: Final = (OSError, imaplib.IMAP4.error, ssl.SSLError, ValueError)


class Mailbox:
    """One folder of one mailbox, read by one process at a time."""

    def __init__(
        self,
        server: Server,
        bounces: Bounces,
        workers: Workers,
        *,
        every: float = EVERY,
        timeout: float = TIMEOUT,
    ) -> None:
        self.server, self._workers = server, workers
        self._bounces, self._every, self._timeout = bounces, every, timeout

    async def watch(self) -> None:
        """Look again and again until cancelled; a server that does not answer is asked again."""
        failing = False
        while True:
            try:
                taken = await self.look() if await self._workers.take(LeaseKind.DUTY, "bounces") else 0
            except StorageError as error:  # nobody can tell whose it is
                log.warning("bounces_not_read", extra={"why": error.sentence})
                taken = 0
            except _FAILURES as error:
                if not failing:
                    log.warning("bounces_not_read", extra={"server": str(self.server)} | blame(error))
                failing, taken = True, 0
            else:
                failing = False
            if taken < AT_ONCE:
                await asyncio.sleep(self._every)

    async def look(self) -> int:
        """Take what has come; how many messages. What was taken is marked only then: a crash takes it again."""
        found = await asyncio.to_thread(self._unread)
        for _, raw in found:
            await self._bounces.take(raw)
        if found:
            await asyncio.to_thread(self._mark, [number for number, _ in found])
        return len(found)

    async def test(self) -> str:
        """What is wrong with it, in a sentence; "" if it can be read."""
        try:
            await asyncio.to_thread(self._greet)
        except imaplib.IMAP4.error:
            return f"{self.server} refuses user, password or folder"
        except _FAILURES as error:
            return f"{self.server} cannot be reached ({getattr(error, 'strerror', '') or type(error).__name__})"
        return ""

    def _greet(self) -> None:
        with self._opened():
            pass

    def _unread(self) -> Sequence[tuple[str, bytes]]:
        """Number (UID) and bytes of each that nobody has seen; of a longer one the beginning alone."""
        with self._opened() as client:
            _, numbers = client.uid("SEARCH", "UNSEEN")
            wanted = bytes(numbers[0] or b"").split()[:AT_ONCE]
            return [(number.decode("ascii"), self._fetched(client, number.decode("ascii"))) for number in wanted]

    def _fetched(self, client: imaplib.IMAP4, number: str) -> bytes:
        _, answer = client.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)")
        return next((bytes(each[1]) for each in answer if isinstance(each, tuple)), b"")

    def _mark(self, numbers: Sequence[str]) -> None:
        with self._opened() as client:
            client.uid("STORE", ",".join(numbers), "+FLAGS.SILENT", r"(\Seen)")

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        server = self.server
        if server.tls:
            context = ssl.create_default_context()
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=context, timeout=self._timeout
            )
        else:
            client = imaplib.IMAP4(server.host, server.port, timeout=self._timeout)
            if not server.here:
                client.starttls(ssl.create_default_context())
        try:
            client.login(server.user, server.password)
            status, _ = client.select(f'"{server.path or "INBOX"}"')
            if status != "OK":
                raise imaplib.IMAP4.error("no such folder")
            yield client
        finally:
            try:
                client.logout()
            except (OSError, imaplib.IMAP4.error):
                client.shutdown()
