"""Everything the bot asks of Discord passes here: the global pace, the count of invalid requests, one try a post.

It hangs on aiohttp's tracing, which discord.py offers for every request it makes, retries included.
"""

import json
import re
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, Final

import aiohttp

from adapters.discord.api import limits
from adapters.discord.api.errors import OneTryError, SlowDownError
from adapters.discord.api.rate_limit import Release, Throttle
from adapters.rate_limit import RateLimiter
from bot.model.delivery import Scope

MOST_INVALID: Final = limits.INVALID // 10  # halts long before the ban
TOO_MANY: Final = 429
_RETRIED: Final = frozenset({500, 502, 504, 524})  # discord.py tries these again by itself
_URGENT: Final = ("/interactions/", "/webhooks/")  # answers to people: counted, never made to wait

_REMAINING: Final = "X-RateLimit-Remaining"
# One message of a bucket is left unused: after the last one discord.py sleeps until the bucket is full again, with
# the answer, and so the receipt, in its hands.
_LAST: Final = frozenset({"0", "1"})
_MESSAGES: Final = re.compile(r"/channels/(\d+)/messages$")

# A post has waited for its turn already; and it is tried once, because the outbox decides about a second time.
PAID: ContextVar[Release | None] = ContextVar("PAID", default=None)
ONE_TRY: ContextVar[bool] = ContextVar("ONE_TRY", default=False)


class Invalid:
    """Requests answered 401, 403 or 429 in the last ten minutes; too many halt sending until they are old."""

    def __init__(self, most: int = MOST_INVALID, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most, self._monotonic = most, monotonic
        self._at: deque[float] = deque(maxlen=most)

    def count(self, status: int, scope: str) -> None:
        """An answer came; a shared limit's 429 is no fault of the bot's and counts for nothing."""
        if status in {401, 403} or (status == TOO_MANY and scope != "shared"):
            self._at.append(self._monotonic())

    def halted(self) -> float:
        """Seconds for which nothing may be sent; 0 when it may."""
        if len(self._at) < self._most:
            return 0.0
        return max(0.0, self._at[0] + limits.INVALID_WINDOW - self._monotonic())


def tracing(throttle: Throttle, invalid: Invalid, channels: RateLimiter) -> aiohttp.TraceConfig:
    """What discord.py is given as `http_trace`. `channels` is the pace of each channel's messages."""

    async def start(
        _: aiohttp.ClientSession, own: SimpleNamespace, asked: aiohttp.TraceRequestStartParams
    ) -> None:
        paid = PAID.get()
        if any(part in asked.url.path for part in _URGENT):
            own.release = throttle.urgent()
        elif paid is not None and throttle.fresh(paid):
            PAID.set(None)
            own.release = paid
        else:
            own.release = await throttle.turn()
        own.began = throttle.now()

    async def end(_: aiohttp.ClientSession, own: SimpleNamespace, got: aiohttp.TraceRequestEndParams) -> None:
        throttle.answered(own.release, own.began)
        status, headers = got.response.status, got.response.headers
        scope = headers.get("X-RateLimit-Scope", "")
        invalid.count(status, scope)
        if status == TOO_MANY and scope == "global":
            throttle.hold(float(headers.get("X-RateLimit-Reset-After", "1")))
        if (posted := _MESSAGES.search(got.response.url.path)) and headers.get(_REMAINING) in _LAST:
            channels.hold(posted[1], _seconds(headers.get("X-RateLimit-Reset-After")))
        if status == TOO_MANY and ONE_TRY.get() and headers.get("Via"):  # without: Cloudflare's, which is no limit
            raise await _slow_down(got.response, scope)
        if status in _RETRIED and ONE_TRY.get():
            got.response.close()
            raise OneTryError(status)

    config = aiohttp.TraceConfig()
    config.on_request_start.append(start)
    config.on_request_end.append(end)
    return config


async def _slow_down(response: aiohttp.ClientResponse, scope: str) -> SlowDownError:
    """How long the limit lasts: the body says it to the millisecond, the header in whole seconds."""
    try:
        said = json.loads(await response.read()).get("retry_after")
    except (ValueError, AttributeError, aiohttp.ClientError):
        said = None
    response.close()
    seconds = _seconds(said if said is not None else response.headers.get("Retry-After"))
    return SlowDownError(seconds, Scope.PLATFORM if scope == "global" else Scope.CHANNEL)


def _seconds(said: Any) -> float:
    try:
        return max(0.0, float(said))
    except (TypeError, ValueError):
        return 1.0
