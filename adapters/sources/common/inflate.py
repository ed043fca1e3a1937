"""Unpacking an answer's body ourselves, bounded: 1,800 bytes that were packed twice hold gigabytes."""

import zlib
from collections.abc import Iterator
from typing import Final

from bot.errors import SourceError

ACCEPTED: Final = "gzip"  # what we say that we read
PIECE: Final = 262_144  # bytes unpacked at once, so that others get their turn in between
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_PLAIN: Final = frozenset({"", "identity"})


class Body:
    """A body as it comes in; it never holds more than `most` bytes, unpacked."""

    def __init__(self, encoding: str, host: str, most: int) -> None:
        """`encoding` is the Content-Encoding. SourceError if it is more than one, or not the one we read."""
        named = encoding.strip().lower()
        if named not in _GZIP | _PLAIN:
            raise SourceError(f"{host} packed its answer in a way that nobody asked for; nothing of it was read")
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if named in _GZIP else None
        self._host, self._most = host, most
        self._body = bytearray()

    def feed(self, chunk: bytes) -> Iterator[None]:
        """Take the next bytes; pauses after each piece. SourceError when it is too much, or no gzip."""
        if self._unpack is None:
            self._add(chunk)
            return
        while chunk and not self._unpack.eof:
            try:
                piece = self._unpack.decompress(chunk, PIECE)
            except zlib.error:
                raise SourceError(f"{self._host} sent a damaged answer; nothing of it was read") from None
            self._add(piece)
            chunk = self._unpack.unconsumed_tail
            yield

    def whole(self) -> bytes:
        """All of it; of one that was cut short, what there is."""
        if self._unpack is not None:
            self._add(self._unpack.flush())
        return bytes(self._body)

    def _add(self, piece: bytes) -> None:
        if len(self._body) + len(piece) > self._most:
            raise SourceError(f"{self._host} sent more than {self._most:,} bytes; nothing of it was read")
        self._body += piece
