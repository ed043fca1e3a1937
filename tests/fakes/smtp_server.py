"""A mail server on the loopback (aiosmtpd), which refuses, dawdles and drops as a test says."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

DROP = "drop"


@dataclass(frozen=True)
class Fault:
    """What the next command of a stage meets: a reply, or DROP for a connection that ends; after `delay` seconds.

    Stages: connect, mail, rcpt, data (the command), text (while it is sent), end (after all of it), stored (after it
    was taken).
    """

    stage: str
    reply: str = DROP
    delay: float = 0.0


@dataclass(frozen=True)
class Taken:
    """A mail as it was taken."""

    sender: str
    to: str
    raw: bytes
    utf8: bool = False
    at: float = 0.0

    @property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.raw, policy=default))

    def part(self, subtype: str) -> str:
        """The text of the part of that kind."""
        found = self.message.get_body((subtype,))
        assert found is not None
        return str(found.get_content()).replace("\r\n", "\n")


@dataclass
class FakeSmtp:
    """What it was given. `gone`: addresses that it refuses for good."""

    tls: ssl.SSLContext | None = None
    require_tls: bool = False
    password: str = ""
    utf8: bool = True
    latency: float = 0.0
    now: Callable[[], float] = time.time
    gone: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    mails: list[Taken] = field(default_factory=list)
    connections: int = 0
    most_open: int = 0
    port: int = 0
    sessions: set[Any] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def fault(self, stage: str) -> Fault | None:
        found = next((each for each in self.faults if each.stage == stage), None)
        if found is not None:
            self.faults.remove(found)
        return found

    async def answer(self, server: SMTP, stage: str, usual: str) -> str:
        """What a hook of aiosmtpd answers at this stage."""
        found = self.fault(stage)
        await asyncio.sleep(found.delay if found else self.latency)
        if found is None:
            return usual
        if found.reply == DROP:
            server.transport.abort()
            raise ConnectionResetError
        return found.reply or usual

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd calls it so
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        said = await self.answer(server, "mail", "250 OK")
        if said.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it so
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.gone:
            return "550 5.1.1 No such user here"
        said = await self.answer(server, "rcpt", "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd calls it so
        said = await self.answer(server, "end", "250 OK")
        if said.startswith("250"):
            utf8 = bool(envelope.smtp_utf8)
            taken = (envelope.mail_from, envelope.rcpt_tos[0], envelope.original_content)
            self.mails.append(Taken(*taken, utf8, self.now()))
            said = await self.answer(server, "stored", said)
        return said

    def sign_in(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False, message=None if right else "535 5.7.8 Not these")

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["FakeSmtp"]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Smtp(self, loop), "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for each in tuple(self.sessions):
                each.abort()
            for _ in range(5):  # what is aborted is lost a moment later
                await asyncio.sleep(0)


class _Smtp(SMTP):
    """aiosmtpd's server with the faults that its hooks cannot make."""

    def __init__(self, world: FakeSmtp, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            world,
            loop=loop,
            hostname="mail.test",
            enable_SMTPUTF8=world.utf8,
            tls_context=world.tls,
            require_starttls=world.require_tls,
            authenticator=world.sign_in if world.password else None,
            auth_require_tls=world.tls is not None,
            auth_required=bool(world.password),
        )
        self.world = world
        self._first: Any = None  # STARTTLS puts another in its place

    def connection_made(self, transport: Any) -> None:
        if self._first is None:
            self._first = transport
            self._begun(transport)
        super().connection_made(transport)

    def _begun(self, transport: Any) -> None:
        self.world.connections += 1
        self.world.sessions.add(transport)
        self.world.most_open = max(self.world.most_open, len(self.world.sessions))
        found = self.world.fault("connect")
        if found is not None and found.reply == DROP:
            transport.abort()
        elif found is not None:
            transport.write(f"{found.reply}\r\n".encode())
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.world.sessions.discard(self._first)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd calls it so
        if (found := self.world.fault("data")) is not None:
            await asyncio.sleep(found.delay)
            if found.reply == DROP:
                self.transport.abort()
            else:
                await self.push(found.reply)
            return
        if self.world.fault("text") is not None:
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
