"""The terminal's stand-in: a stream in the place of standard output, whose reader may leave."""

import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.demo import DEMO
from bot.model.channel import Address
from tests.standins import StandIn, Trouble


class Stream(io.StringIO):
    """Standard output. `leaving`: the reader leaves before the next flush, or at the next write."""

    leaving: Trouble | None = None

    def write(self, text: str) -> int:
        if self.leaving is Trouble.DROP_BEFORE:
            self.leaving = None
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)

    def flush(self) -> None:
        if self.leaving is Trouble.DROP_AFTER:
            self.leaving = None
            raise BrokenPipeError(32, "Broken pipe")


@asynccontextmanager
async def running() -> AsyncIterator[StandIn]:
    """In place of standard output meanwhile; who is told and who is posted to read the same stream."""
    before, stream = sys.stdout, Stream()
    sys.stdout = stream
    try:
        yield StandIn(
            settings={},
            absent=None,
            here=Address(*DEMO),
            gone=None,
            person="somebody",
            said=lambda: [stream.getvalue()] if stream.getvalue() else [],
            told=lambda: [stream.getvalue()] if stream.getvalue() else [],
            trouble=lambda kind: setattr(stream, "leaving", kind),
            troubles=frozenset({Trouble.DROP_BEFORE, Trouble.DROP_AFTER}),
        )
    finally:
        sys.stdout = before
