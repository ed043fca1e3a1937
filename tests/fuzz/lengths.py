"""That no input takes more than linear time: pieces repeated, twice, four and eight times as many.

CPU time in one process, the best of several, as a ratio: eight times the text may take at most `MOST` times as long.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.fuzz.target import Target

SHORT, TIMES = 2_000, 8  # bytes
MOST = 20.0  # times as long for eight times the text: n log n and caches are forgiven, squares (64) are not
LEAST = 0.004  # seconds that the longer one takes at least before it is looked at: less is noise
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Grown:
    """How one input's time grew."""

    target: str
    piece: str
    ratio: float


def pieces(target: Target) -> Iterator[bytes]:
    """What is repeated: its seeds' beginnings, its words, pairs of them, and what trips regular expressions."""
    words = [word.encode() for word in target.words]
    yield from (body[:80] for body in target.bodies())
    yield from words
    yield from (one + two for one, two in pairwise(words))
    yield from (
        b"a",
        b" ",
        b"a ",
        b"a.",
        b"(",
        b"((a",
        b"\\",
        b"{",
        b"[",
        b'"',
        b"<",
        b"<a ",
        b"&",
        b"&a",
        b"-",
        b"a-",
        b"1",
        b"1,",
        b"://",
        b"A. ",
        b"\n",
        b"\r\n ",
    )


def grown(target: Target) -> Iterator[Grown]:
    """Every piece, repeated with the beginning and the end of a seed around it."""
    head, tail = target.bodies()[0][:40], target.bodies()[0][-10:]
    for piece in pieces(target):
        for around in ((b"", b""), (head, tail), (head, b"")):
            yield Grown(target.name, repr((around[0][:10], piece)), _ratio(target, piece, around))


def _ratio(target: Target, piece: bytes, around: tuple[bytes, bytes]) -> float:
    def body(size: int) -> bytes:
        return around[0] + piece * (size // len(piece) + 1) + around[1]

    found = float("inf")
    for _ in range(ATTEMPTS):
        long = _seconds(target, body(SHORT * TIMES))
        if long < LEAST:
            return 1.0
        found = min(found, long / max(_seconds(target, body(SHORT)), LEAST / TIMES))
        if found <= MOST:
            break
    return found


def _seconds(target: Target, body: bytes) -> float:
    began = time.process_time()
    target(body)
    return time.process_time() - began
