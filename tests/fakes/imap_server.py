"""A mailbox on the loopback: as much of IMAP (RFC 3501) as whoever reads bounces asks for."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class FakeImap:
    """Its mails by number, and which were seen."""

    mails: dict[int, bytes] = field(default_factory=dict)
    password: str = "secret"
    folder: str = "INBOX"
    seen: set[int] = field(default_factory=set)
    logins: int = 0
    port: int = 0

    def put(self, raw: bytes) -> None:
        self.mails[len(self.mails) + 1] = raw

    @property
    def url(self) -> str:
        return f"imap://bounces:{self.password}@127.0.0.1:{self.port}/{self.folder}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeImap"]:
        open_now: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            open_now.add(task)
            try:
                with suppress(ConnectionError):
                    await self._talk(reader, writer)
            finally:
                writer.close()
                open_now.discard(task)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await asyncio.gather(*open_now, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, _, command = line.partition(" ")
            writer.write(self._answer(tag, command))
            await writer.drain()
            if command.upper() == "LOGOUT":
                return

    def _answer(self, tag: str, command: str) -> bytes:  # noqa: PLR0911 -- a command a line
        ok = f"{tag} OK done\r\n".encode()
        word = command.split(" ", 1)[0].upper()
        if word == "LOGIN":
            self.logins += 1
            return ok if command.endswith(f'"{self.password}"') else f"{tag} NO wrong\r\n".encode()
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + ok
        if word == "SELECT":
            there = command.split(" ", 1)[1].strip('"') == self.folder
            return f"* {len(self.mails)} EXISTS\r\n".encode() + ok if there else f"{tag} NO no folder\r\n".encode()
        if word == "LOGOUT":
            return b"* BYE\r\n" + ok
        if "SEARCH" in command:
            unseen = " ".join(str(number) for number in self.mails if number not in self.seen)
            return f"* SEARCH {unseen}\r\n".encode() + ok
        if found := re.search(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            raw = self.mails[int(found[1])][: int(found[2])]
            return (
                f"* {found[1]} FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n" + ok
            )
        if found := re.search(r"UID STORE ([\d,]+) \+FLAGS\.SILENT", command):
            self.seen |= {int(number) for number in found[1].split(",")}
            return ok
        return f"{tag} BAD {command}\r\n".encode()
