"""A PostgreSQL that encrypts, in front of one that cannot: the server of the wheel is built without TLS."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

_WISH = b"\0\0\0\x08\x04\xd2\x16\x2f"  # https://www.postgresql.org/docs/current/protocol-message-formats.html


@contextlib.asynccontextmanager
async def encrypted(url: str, context: ssl.SSLContext) -> AsyncIterator[int]:
    """The port on which the server of that URL, which listens on a socket in a folder or a port, encrypts."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[0]

    async def serve(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            assert await near.readexactly(len(_WISH)) == _WISH
            back.write(b"S")
            await back.start_tls(context)
            port = parts.port or 5432
            if folder.startswith("/"):
                far, forth = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
            else:
                far, forth = await asyncio.open_connection(folder, port)
            await asyncio.gather(_carry(near, forth), _carry(far, back))
        back.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()
