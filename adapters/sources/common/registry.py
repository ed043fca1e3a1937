"""Asking a registry's JSON service: one request at a time, a pause between two, silence when it was too much."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from adapters.sources.common.gate import Gate
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Web
from adapters.sources.parse.salvage import load
from bot.errors import SourceError
from bot.ports import Clock

T = TypeVar("T")

TOO_MUCH: Final = frozenset({403, 429})  # OpenReview and Cloudflare ban with 403
NOT_THERE: Final = frozenset({400, 404})


class Registry:
    """One service; `name` is what its faults are said of. `pause` and `quiet` are seconds."""

    def __init__(
        self,
        name: str,
        web: Web,
        clock: Clock,
        *,
        pause: float,
        quiet: float,
        token: str = "",
        token_header: str = "",
    ) -> None:
        self.name = name
        self._web = web
        self._gate = Gate(clock, pause)
        self._quiet = quiet
        self._token = token
        self._token_header = token_header

    async def ask(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        reader: Callable[[Any], T],
        post: Any = None,
    ) -> T | None:
        """What the reader makes of the JSON object or list that it answers; None if it says that there is none.

        Raises SourceError; after it said that it was too much it is left alone for `quiet` at least.
        """
        try:
            answer = await self._web.get(
                url,
                params,
                post=post,
                token=self._token,
                token_header=self._token_header,
                gate=self._gate,
                accept=NOT_THERE,
            )
        except RefusedError as error:
            if error.status not in TOO_MUCH or self._gate.is_quiet():
                raise
            wait = max(error.retry_after or 0.0, self._quiet)
            self._gate.quiet(wait)
            raise RefusedError(error.sentence, status=error.status, retry_after=wait) from None
        if answer.status in NOT_THERE:
            return None
        return await self._web.read(self.name, _read, self.name, reader, answer.body)


def _read(name: str, reader: Callable[[Any], T], body: bytes) -> T:
    loaded = load(body)
    if loaded.reason or not isinstance(loaded.value, dict | list):
        raise SourceError(f"{name}: {loaded.reason or 'the answer is not what was asked for'}")
    return reader(loaded.value)


def wish(error: SourceError) -> float | None:
    """Seconds for which the service wants to be left alone, if it said so."""
    return error.retry_after if isinstance(error, RefusedError) else None
