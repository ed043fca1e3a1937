"""The network between two programs: a proxy on the loopback that can cut it, stall it and restore it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Network:
    """Connections to `port` lead to `target` on this machine."""

    target: int
    port: int = 0
    connected: int = 0  # how many connections were made so far
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _refusing: bool = False
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def stall(self) -> None:
        """Nothing comes through and nobody is told, as when a cable is pulled."""
        self._open.clear()

    def cut(self) -> None:
        """Connections are reset and new ones ended at once, as when a firewall forbids them."""
        self._refusing = True
        for each in list(self._ends):
            _reset(each)

    def restore(self) -> None:
        """As before; what was stalled goes on, as the packets that are sent again do."""
        self._refusing = False
        self._open.set()

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """A connection, from its beginning to its end."""
        self.connected += 1
        if self._refusing:
            _reset(back)
            return
        task = asyncio.current_task()
        assert task is not None
        self._work.add(task)
        self._ends.add(back)
        try:
            await self._open.wait()
            far, forth = await asyncio.open_connection("127.0.0.1", self.target)
            self._ends.add(forth)
            try:
                await asyncio.gather(self._carry(near, forth), self._carry(far, back))
            finally:
                self._ends.discard(forth)
                forth.close()
        except (OSError, EOFError):
            pass
        except asyncio.CancelledError:  # the test ends
            pass
        finally:
            self._work.discard(task)
            self._ends.discard(back)
            back.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        writer.close()

    async def end(self) -> None:
        """Nobody is connected any more."""
        for each in list(self._work):
            each.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)


@contextlib.asynccontextmanager
async def network(target: int) -> AsyncIterator[Network]:
    """A network to that port of this machine, whole at first."""
    found = Network(target)
    found.restore()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await found.end()


def _reset(writer: asyncio.StreamWriter) -> None:
    """The other side is told that the connection is no more, as a reset does."""
    plain = writer.get_extra_info("socket")
    if plain is not None:
        with contextlib.suppress(OSError):
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()
