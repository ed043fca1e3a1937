"""What one who asks may take: bytes, seconds and connections, counted before any route looks at a request."""

import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_BODY: Final = 1_000_000  # bytes of a request; Slack's own stay far below
LONGEST_HEAD: Final = 32_768  # bytes of its first line and headers
_UNFINISHED: Final = (h11.IDLE, h11.SEND_BODY)  # where whoever asks is not done


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections, and how many seconds until a request is whole and until its answer is taken."""

    connections: int = 200
    request: float = 15.0
    answer: float = 60.0


class _Now(Enum):
    ASKING = "its request is not whole"
    ANSWERED = "its request is whole: somebody works for it"
    IDLE = "nothing is under way"


class LimitedProtocol(H11Protocol):
    """Uvicorn's protocol with limits; whoever is slow, or one too many, is cut off without an answer.

    One that is too many takes the place of the one that has dawdled longest, so that many half-sent requests keep
    nobody out who sends a whole one.
    """

    limits = Limits()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._now = _Now.ASKING
        self._since = 0.0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """One more, in somebody's place if there are too many."""
        super().connection_made(transport)
        self._turn(_Now.ASKING)
        if len(self.connections) > self.limits.connections:
            others = (each for each in self.connections if isinstance(each, LimitedProtocol))
            slow = [each for each in others if each._now is not _Now.ANSWERED]  # noqa: SLF001 -- of its own kind
            min(slow, key=lambda each: each._since).cut_off()  # noqa: SLF001 -- as above

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A request begins, goes on or is whole."""
        super().data_received(data)
        self._look(_Now.ASKING)

    def on_response_complete(self) -> None:
        """The next request may come, unless this one was answered before it was read."""
        unread = self.conn.their_state is h11.SEND_BODY
        super().on_response_complete()
        if unread:
            self.transport.close()
        self._look(_Now.IDLE)

    def cut_off(self) -> None:
        """Without a word, and without waiting for what was not taken."""
        self.transport.abort()
        self.connections.discard(self)

    def _look(self, unfinished: _Now) -> None:
        now = unfinished if self.conn.their_state in _UNFINISHED else _Now.ANSWERED
        if now is not self._now:
            self._turn(now)

    def _turn(self, now: _Now) -> None:
        self._now, self._since = now, self.loop.time()
        if self._deadline is not None:
            self._deadline.cancel()
        wait = self.limits.request if now is _Now.ASKING else self.limits.answer
        self._deadline = self.loop.call_later(wait, self.cut_off)
