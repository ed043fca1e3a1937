"""Connections that do not lead inward: a name is looked up once, and what was checked is connected to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import httpcore
import httpx

from adapters.proxies import certificates
from adapters.sources.common.inward import leads_inward, leads_to_this_machine, written_inward
from bot.errors import SourceError

LOOKING_UP: Final = 4  # threads for name look-ups: a slow name server holds up nobody else's
TRIED: Final = 4  # addresses of one host
CONNECTIONS: Final = 20


class InwardError(SourceError):
    """An address inside this network, which no setting names."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} leads to an address inside this network, where feeds are not followed; if that is meant, "
            "name it in PAPERBOY_INWARD"
        )


class Reachable:
    """The hosts, with their ports, that may be inside, because a setting names them."""

    def __init__(self) -> None:
        self._hosts = set[tuple[str, int | None]]()
        self._meant = set[tuple[str, int | None]]()  # those that are named because they are inside

    def add(self, address: str, *, inside: bool = False) -> None:
        """A whole address, or `host` (with every port) or `host:port`. What is no address is left out.

        `inside`: it is meant to be; else it is a feed's, whose owner could turn its name into any address.
        """
        try:
            url = httpx.URL(address if "://" in address else f"any://{address}")
        except httpx.InvalidURL:
            return
        if url.host:
            (self._meant if inside or written_inward(url.host) else self._hosts).add(
                (_name(url.host), port_of(url))
            )

    def __contains__(self, place: object) -> bool:
        return not _spellings(place).isdisjoint(self._hosts | self._meant)

    def may_be(self, host: str, port: int, addresses: Iterable[str]) -> bool:
        """Whether the host may be at those addresses.

        A feed's name may be that of a server in this network, but not this machine's own or its cloud's.
        """
        place, found = (host, port), list(addresses)
        if not any(map(leads_inward, found)) or not _spellings(place).isdisjoint(self._meant):
            return True
        return place in self and not any(map(leads_to_this_machine, found))


def _spellings(place: object) -> set[tuple[str, int | None]]:
    host, port = place if isinstance(place, tuple) else ("", 0)
    return {(_name(host), port), (_name(host), None)}


def port_of(url: httpx.URL) -> int | None:
    """Its own port or its scheme's."""
    return url.port or {"http": 80, "https": 443}.get(url.scheme)


def _name(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


class _Checked(httpcore.AsyncNetworkBackend):
    """The network, without what is inside."""

    def __init__(self, reachable: Reachable) -> None:
        self._reachable = reachable
        self._threads = ThreadPoolExecutor(LOOKING_UP, "look-up")
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the first of the host's addresses that answers, none of which leads inward."""
        found = await self._addresses(host, port)
        if not self._reachable.may_be(host, port, found):
            raise InwardError(host)
        for address in found[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout and timeout / len(found), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(found[-1], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """The network's."""
        await self._network.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        def look_up() -> list[Any]:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        return list(dict.fromkeys(str(each[4][0]) for each in found))[:TRIED]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _translated():
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class CheckedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool whose connections are checked: its own transport takes no network of ours."""

    def __init__(self, reachable: Reachable) -> None:
        self._network = _Checked(reachable)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates(),
            max_connections=CONNECTIONS,
            keepalive_expiry=5.0,
            network_backend=self._network,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer's head; its body is read as it comes."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _translated():
            answer = await self._pool.handle_async_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Every connection, and the threads."""
        await self._pool.aclose()
        self._network.close()


@contextmanager
def _translated() -> Any:
    """Httpcore's errors as httpx's, which have the same names."""
    try:
        yield
    except Exception as error:
        named = getattr(httpx, type(error).__name__, None)
        if named is None or not type(error).__module__.startswith("httpcore"):
            raise
        raise named(str(error)) from error
