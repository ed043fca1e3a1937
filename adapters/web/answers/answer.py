"""Answering: from a request to a page that is kept, made or refused, with a sentence for whatever is wrong."""

import logging
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from adapters.web.answers.conditional import is_known, takes_gzip
from adapters.web.answers.content import Content
from adapters.web.answers.kept import Kept, KeptPages, prepared
from adapters.web.answers.visitors import Visitors
from bot.errors import NotFoundError, OperatorError, UserError, blame

log = logging.getLogger(__name__)

Make = Callable[[Request], Awaitable[Content]]
Endpoint = Callable[[Request], Awaitable[Response]]
Refuse = Callable[[int, str], Content]  # (status, sentence) to what is shown of it

_OF_CONTENT: Final = {b"content-type", b"content-encoding", b"x-content-type-options"}


class TooManyError(Exception):
    """An address asks for more than its share; `seconds` until it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Answers:
    """Makes endpoints of what makes contents."""

    def __init__(self, pages: KeptPages, visitors: Visitors) -> None:
        self._pages, self._visitors = pages, visitors

    def endpoint(self, make: Make, refuse: Refuse, *, cost: float = 1) -> Endpoint:
        """An endpoint that keeps what it made; `refuse` says in its own form what is wrong.

        `cost`: how many times as long it takes as other pages do, some 15 ms.
        """

        async def answer(request: Request) -> Response:
            try:
                kept = await self._kept(request, make, cost)
            except UserError as error:
                return await self._refused(request, refuse(_status(error), error.sentence))
            except TooManyError as error:
                sentence = "Too many different pages were asked for from this address; wait a moment."
                answer = await self._refused(request, refuse(429, sentence))
                answer.headers["retry-after"] = str(error.seconds)
                return answer
            except OperatorError as error:
                _failed(request, why=error.sentence)
                return await self._refused(
                    request, refuse(503, "The papers cannot be read at the moment. Try again in a minute.")
                )
            except Exception as error:  # noqa: BLE001 -- said once, here, and not in the server's own words
                _failed(request, **blame(error))
                return await self._refused(
                    request, refuse(500, "This page could not be made; Paperboy's log says why.")
                )
            return _sent(request, kept)

        return answer

    async def _kept(self, request: Request, make: Make, cost: float) -> Kept:
        address = f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"
        kept = await self._pages.find(address)
        if kept is not None:
            return kept
        if wait := self._visitors.wait(visitor(request), cost):
            raise TooManyError(wait)
        return await self._pages.make(address, lambda: make(request))

    async def _refused(self, request: Request, content: Content) -> Response:
        return _sent(request, prepared(content, await self._pages.state()))


def visitor(request: Request) -> str:
    """The address that asks; of a proxy nearby (here, or in the next container), the one that it asks for."""
    peer = request.client.host if request.client else ""
    if (forwarded := request.headers.get("x-forwarded-for")) and _is_near(peer):
        return forwarded.rpartition(",")[2].strip()[:45]  # the last one is the proxy's own word
    return peer


def _is_near(peer: str) -> bool:
    try:
        return ip_address(peer).is_private
    except ValueError:
        return False


def _failed(request: Request, **why: object) -> None:
    log.error("page_failed", extra={"path": request.url.path[:200], **why})


def _status(error: UserError) -> int:
    return 404 if isinstance(error, NotFoundError) else 400


def _sent(request: Request, kept: Kept) -> Response:
    headers = request.headers
    if kept.status == 200 and is_known(headers, kept.etag, kept.modified):
        known = Response(status_code=304)
        known.raw_headers = [each for each in kept.headers if each[0] not in _OF_CONTENT]
        return known
    packed = bool(kept.packed) and takes_gzip(headers)
    body = kept.packed if packed else kept.body
    answer = Response(body, status_code=kept.status)
    length = [(b"content-length", str(len(body)).encode())]
    answer.raw_headers = [*kept.headers, *length, *([(b"content-encoding", b"gzip")] if packed else ())]
    return answer
