"""Sending through a mail server: connections are kept and shared, and how far a mail came is known to the byte.

Before the end of the text the server cannot have taken the mail, so that a loss is tried again; after it nobody
can tell, since SMTP cannot be asked. The library's own `sendmail` does not tell the two apart.
"""

import asyncio
import re
import time
from typing import Final

import aiosmtplib

from adapters.email.posting.connect import NotConnectedError, Way
from adapters.email.posting.mail import Mail
from adapters.email.posting.outcomes import Stage, judged, lost
from bot.model.delivery import Lookup, Outcome, Receipt, Refused, RetryAfter, Sent, Unknown

CONNECTIONS: Final = 8  # at the same time; servers count them per client
KEPT: Final = 20.0  # seconds that an idle connection is kept; servers hang up after a minute or more
BEFORE_END: Final = 22.0  # seconds until the whole mail must be given, waiting for a free connection included
LAST_WORD: Final = 20.0  # seconds for the answer to it: both together stay below the core's patience
NOT_ASKED: Final = "a mail server cannot be asked what it has taken"
NO_UTF8: Final = "the mail server takes no address with such letters (SMTPUTF8)"
_DOTS: Final = re.compile(rb"(?m)^\.")


class Relay:
    """The mail server of the settings."""

    def __init__(self, way: Way, *, last_word: float = LAST_WORD) -> None:
        self.way = way
        self._last_word = last_word
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._idle: list[tuple[float, aiosmtplib.SMTP]] = []
        self._busy = 0

    async def post(self, mail: Mail) -> Outcome:
        """Hand one mail over."""
        until = asyncio.get_running_loop().time() + BEFORE_END
        self._busy += 1
        try:
            async with asyncio.timeout_at(until):
                await self._room.acquire()
        except TimeoutError:
            return RetryAfter(None, "the mail server is slow; others wait before this one")
        else:
            try:
                return await self._through(mail, until)
            finally:
                self._room.release()
        finally:
            self._busy -= 1

    def free(self) -> int:
        """Connections that nobody uses or waits for."""
        return CONNECTIONS - self._busy

    async def find(self, mail: Mail) -> Lookup:  # noqa: ARG002 -- nothing to look in
        """Never known."""
        return Unknown(NOT_ASKED)

    async def close(self) -> None:
        """Say goodbye on every connection that is kept."""
        kept, self._idle = self._idle, []
        await asyncio.gather(*(self.hang_up(client) for _, client in kept))

    async def hang_up(self, client: aiosmtplib.SMTP) -> None:
        """Say goodbye on one."""
        try:
            async with asyncio.timeout(1):
                await client.quit()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            pass
        finally:
            client.close()

    async def _through(self, mail: Mail, until: float) -> Outcome:
        """On a kept connection, and if that turns out dead before the text, on a new one."""
        if (kept := self._kept()) is not None:
            outcome, was_dead = await self._on(kept, mail, until)
            if not was_dead:
                return outcome
        try:
            async with asyncio.timeout_at(until):
                fresh = await self.way.connect()
        except NotConnectedError as error:
            return error.outcome
        except TimeoutError:
            return lost(Stage.CONNECT, "no answer in time")
        return (await self._on(fresh, mail, until))[0]

    async def _on(self, client: aiosmtplib.SMTP, mail: Mail, until: float) -> tuple[Outcome, bool]:
        """The outcome on this connection, and whether that was dead before anything was given."""
        attempt = _Attempt(
            client, min(until, asyncio.get_running_loop().time() + self.way.timeout), self._last_word
        )
        try:
            return await attempt.carry_out(mail), attempt.was_dead
        finally:
            if attempt.usable and client.is_connected:
                self._idle.append((time.monotonic(), client))
            else:
                client.close()

    def _kept(self) -> aiosmtplib.SMTP | None:
        """The one used last, if it is not too old."""
        while self._idle:
            since, client = self._idle.pop()
            if client.is_connected and time.monotonic() - since < KEPT:
                return client
            client.close()
        return None


class _Attempt:
    """One mail on one connection. `usable`: it may serve the next; `was_dead`: it was lost before it was used."""

    def __init__(self, client: aiosmtplib.SMTP, until: float, last_word: float) -> None:
        self._client, self._until, self._last_word = client, until, last_word
        self._stage = Stage.SENDER
        self.usable = self.was_dead = False

    async def carry_out(self, mail: Mail) -> Outcome:
        """From MAIL to the server's last word."""
        if mail.international and not self._client.supports_extension("smtputf8"):
            self.usable = True
            return Refused(NO_UTF8, "Use an address in plain letters, or a mail server that takes them.")
        try:
            async with asyncio.timeout_at(self._until):
                await self._give(mail)
            self._write(b".\r\n")
            self._stage = Stage.END  # from here on nobody can tell without the server's answer
            code, said = await self._last_answer()
        except aiosmtplib.SMTPResponseException as error:
            await self._start_over()
            return judged(self._stage, error.code, error.message)
        except TimeoutError:
            return lost(self._stage, "no answer in time")
        except (aiosmtplib.SMTPException, OSError):
            self.was_dead = self._stage is Stage.SENDER
            return lost(self._stage, "the connection dropped")
        self.usable = self._client.is_connected
        return Sent(Receipt(mail.message_id)) if code == 250 else judged(Stage.END, code, said)

    async def _give(self, mail: Mail) -> None:
        """Envelope and text, all but its end."""
        encoding = "utf-8" if mail.international else "ascii"
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.international else []
        await self._client.mail(mail.sender, options=options, encoding=encoding)
        self._stage = Stage.RECIPIENT
        await self._client.rcpt(mail.to, encoding=encoding)
        self._stage = Stage.DATA
        answer = await self._client.execute_command(b"DATA")
        if answer.code != aiosmtplib.SMTPStatus.start_input:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        self._write(_DOTS.sub(b"..", mail.raw))
        while self._left_to_send():  # noqa: ASYNC110 -- a loss on the way is seen before the end is given
            await asyncio.sleep(0.005)
        await asyncio.sleep(0)

    async def _last_answer(self) -> tuple[int, str]:
        protocol = self._client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("lost")
        answer = await protocol.read_response(timeout=self._last_word)
        return answer.code, answer.message

    def _write(self, given: bytes) -> None:
        if self._client.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("lost")
        self._client.protocol.write(given)

    def _left_to_send(self) -> bool:
        transport = self._client.transport
        return (
            self._client.is_connected
            and isinstance(transport, asyncio.WriteTransport)
            and transport.get_write_buffer_size() > 0
        )

    async def _start_over(self) -> None:
        """After a refusal the connection serves the next mail, unless the server hung up."""
        try:
            async with asyncio.timeout(1):
                await self._client.rset()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            return
        self.usable = True
