"""Asking a source over HTTP: who we are, how long we wait, how much we read, and whom we give a token."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import Field

from adapters.proxies import certificates, proxy_for
from adapters.sources.common.connections import CheckedTransport, InwardError, Reachable, port_of
from adapters.sources.common.gate import Gate
from adapters.sources.common.inflate import ACCEPTED, Body
from adapters.sources.common.inward import written_inward
from adapters.sources.common.parsers import Parsers
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.retry_after import retry_after
from adapters.sources.common.skew import skew
from bot.errors import SettingsError, SourceError
from bot.ports import Clock
from bot.settings import AdapterSettings

P = ParamSpec("P")
T = TypeVar("T")

MAX_BODY: Final = 20_000_000  # bytes; a day of Daily Papers has about 1 MB, an arXiv feed of 2,000 items 5 MB
MAX_REDIRECTS: Final = 3
TOTAL_SECONDS: Final = 45.0  # one answer from first to last byte, redirects included
SILENT_SECONDS: Final = 15.0  # between two bytes, and to connect
ARXIV_PAUSE: Final = 3.0  # seconds between requests, one connection: https://info.arxiv.org/help/api/tou.html


class WebSettings(AdapterSettings):
    """How Paperboy introduces itself to the sources."""

    paperboy_contact: str = Field(
        "", description="an address or page told to the sources in the User-Agent, so that they can reach you"
    )
    paperboy_inward: str = Field(
        "",
        description="hosts (or `host:port`) inside your network that a feed may redirect to, separated by spaces "
        "or commas; the sources' own addresses need no mention, unless a name leads to this very machine",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case
    next_page: bool = False  # a `Link` header with rel="next"
    url: str = ""  # where it came from, after redirects


class Web:
    """One HTTP client for all sources. Use as an async context manager."""

    def __init__(
        self,
        clock: Clock,
        *,
        total_seconds: float = TOTAL_SECONDS,
        max_body: int = MAX_BODY,
        arxiv_pause: float = ARXIV_PAUSE,
        parsers: Parsers | None = None,
    ) -> None:
        """`parsers` read the answers; without any there are some of its own, which end with it."""
        self._parsers, self._lent = parsers or Parsers(), parsers is not None
        self.arxiv = Gate(clock, arxiv_pause)
        self._clock = clock
        self.skew: timedelta | None = None  # of the last answer: by how much our clock is ahead of theirs
        self.total_seconds = total_seconds
        self._max_body = max_body
        settings = WebSettings.load()
        self._reachable = Reachable()
        for named in settings.paperboy_inward.replace(",", " ").split():
            self._reachable.add(named, inside=True)
        self._about = {"User-Agent": _user_agent(settings.paperboy_contact), "Accept-Encoding": ACCEPTED}
        self._by_proxy = dict[str, httpx.AsyncClient]()
        try:
            self._direct = self._client(transport=CheckedTransport(self._reachable))
        except (ImportError, ValueError, httpx.InvalidURL, OSError) as error:  # see adapters.proxies
            raise SettingsError(
                f"The environment's proxy or certificate settings cannot be used ({type(error).__name__}): see "
                "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE."
            ) from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._lent:
            self._parsers.close()
        for client in (self._direct, *self._by_proxy.values()):
            await client.aclose()

    def trust(self, *addresses: str) -> None:
        """These may be inside this network: the operator named them in a setting. Nothing else ever may."""
        for address in addresses:
            self._reachable.add(address)

    async def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        token: str = "",
        token_header: str = "",
        post: Any = None,
        gate: Gate | None = None,
        accept: frozenset[int] = frozenset(),
    ) -> Answer:
        """The answer, with a status of 2xx or one of `accept`. With `post` that value is posted as JSON.

        The token (a Bearer's, unless a header of its own is named) goes to the address's own host only, never
        along a redirect. Raises RefusedError for another status, SourceError for everything else that can happen;
        the sentences name the host, never the whole address (it may hold a secret).
        """
        host = _host(url)
        own = {token_header or "Authorization": token if token_header else f"Bearer {token}"} if token else {}
        self._parsers.warm()
        turn: AbstractAsyncContextManager[None] = gate.turn(host) if gate else nullcontext()
        async with turn:
            try:
                async with asyncio.timeout(self.total_seconds):
                    answer = await self._follow(url, params, dict(headers or {}), own, post)
            except TimeoutError:
                raise SourceError(f"{host} did not answer within {self.total_seconds:g} seconds") from None
            except httpx.TimeoutException as error:
                raise SourceError(f"{host} did not answer in time ({type(error).__name__})") from None
            except httpx.HTTPError as error:
                raise SourceError(f"{host} cannot be reached ({_why(error)})") from None
            except (httpx.InvalidURL, UnicodeError, ValueError):
                raise SourceError(f"the address or the token of {host} is not valid; check the settings") from None
        self.skew = skew(answer.headers, self._clock.now())
        if not 200 <= answer.status < 300 and answer.status not in accept:
            wait = retry_after(answer.headers, self._clock.now())
            raise RefusedError(f"{host} answered HTTP {answer.status}", status=answer.status, retry_after=wait)
        return answer

    async def read(self, where: str, reader: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a reader (a function of a module) makes of a body, within limits and beside everything else.

        Raises SourceError, which begins with `where`, if that takes too long or too much.
        """
        return await self._parsers.read(where, reader, *given, **named)

    async def _follow(
        self, url: str, params: Mapping[str, Any] | None, headers: dict[str, str], own: dict[str, str], post: Any
    ) -> Answer:
        address = httpx.URL(url)
        address = address.copy_merge_params(params) if params else address
        home = _origin(address)
        for _ in range(MAX_REDIRECTS + 1):
            sent = headers | (own if _origin(address) == home else {})
            asked = {"method": "GET"} if post is None else {"method": "POST", "json": post}
            async with self._way_to(address).stream(url=address, headers=sent, **asked) as response:
                if not response.is_redirect or "location" not in response.headers:
                    return await self._read(response)
                address = redirected(address, response.headers["location"])
        raise SourceError(f"{address.host} redirects too often")

    def _way_to(self, address: httpx.URL) -> httpx.AsyncClient:
        """The client that asks: our own checks where it connects, a proxy looks names up by itself."""
        proxy = proxy_for(str(address))
        if proxy is None:
            return self._direct
        if written_inward(address.host) and (address.host, port_of(address)) not in self._reachable:
            raise InwardError(address.host)
        if proxy not in self._by_proxy:
            transport = httpx.AsyncHTTPTransport(proxy=proxy, verify=certificates())
            self._by_proxy[proxy] = self._client(transport=transport)
        return self._by_proxy[proxy]

    def _client(self, *, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
        wait = min(SILENT_SECONDS, self.total_seconds)
        return httpx.AsyncClient(headers=self._about, timeout=wait, follow_redirects=False, transport=transport)

    async def _read(self, response: httpx.Response) -> Answer:
        host, length = response.url.host, response.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._max_body:
            raise SourceError(f"{host} sent more than {self._max_body:,} bytes; nothing of it was read")
        body = Body(response.headers.get("content-encoding", ""), host, self._max_body)
        async for chunk in response.aiter_raw():
            for _ in body.feed(chunk):
                await asyncio.sleep(0)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, body.whole(), headers, "next" in response.links, str(response.url))


def redirected(address: httpx.URL, location: str) -> httpx.URL:
    """Where an answer leads; SourceError if that is no web address, or one without the encryption there was."""
    target = address.join(location)
    if target.scheme not in {"http", "https"} or (address.scheme == "https" and target.scheme == "http"):
        raise SourceError(f"{address.host} redirects to an address that is not safe to follow")
    return target


def _user_agent(contact: str) -> str:
    try:
        number = version("paperboy")
    except PackageNotFoundError:  # run from a copy that was never installed
        number = "0"
    about = "".join(c for c in contact if " " < c < "\x7f" and c not in "()")
    return f"Paperboy/{number} (research paper digest bot{'; ' + about if about else ''})"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the source"
    except ValueError:
        return "the source"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _why(error: httpx.HTTPError) -> str:
    """The error's own words where they say something; a local protocol error quotes headers, so tokens."""
    words = "" if isinstance(error, httpx.LocalProtocolError) else " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
