"""Whole ways in, over a store in memory: a command and a form at the desk, a request at the web server."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from traceback import walk_tb
from typing import Any

import aiohttp
from starlette.types import ASGIApp

from adapters.discord.render.buttons import TEMPLATE, Commands, with_token
from adapters.slack.listeners.setup_changes import changes
from adapters.slack.listeners.setup_form import DAYS, LAYOUT, PICKS, QUERIES, TIME, ZONE
from bot.views.blocks import turns_page
from tests.fakes.core import Office, open_office, request_for
from tests.fuzz.target import Target
from tests.integration.reading import Reading, open_reading

FIELDS = (QUERIES, TIME, ZONE, PICKS, LAYOUT, DAYS)


class Incidents(logging.Handler):
    """The desk hides what breaks from whoever typed; the log has it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        told_as_warning = record.name.startswith("adapters.discord.answering")
        if record.levelno >= logging.ERROR or told_as_warning:
            self.seen.append(record)

    def raised(self) -> None:
        """Raise the last one again."""
        while self.seen:
            record = self.seen.pop()
            if record.name.startswith(("slack.bolt", "slack_bolt.")) and not _ours(record):
                continue
            if record.exc_info and record.exc_info[1]:
                raise record.exc_info[1]
            raise AssertionError(str(record.__dict__))


def _ours(record: logging.LogRecord) -> bool:
    """Not what Bolt trips over by itself, nor that it tells who has no installation at whatever address is given."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None or isinstance(error, aiohttp.ClientError):
        return False
    *_, (last, _) = walk_tb(error.__traceback__)
    return not last.f_globals.get("__name__", "").startswith("slack_bolt.")


class Doors:
    """Opened at the first input and for good: a run ends with its process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.open = AsyncExitStack()
        self._incidents = Incidents()
        self.office: Office | None = None
        self._reading: Reading | None = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """To its end, with whatever broke on the way."""
        if self.office is None:
            logging.disable(logging.NOTSET)
            root = logging.getLogger()
            root.handlers = [self._incidents]
            self.office = self._loop.run_until_complete(self.open.enter_async_context(open_office()))
            self._reading = self._loop.run_until_complete(
                self.open.enter_async_context(open_reading(patient=True))
            )
        try:
            return self._loop.run_until_complete(work)
        finally:
            self._incidents.raised()

    def close(self) -> None:
        """What a test opened it closes."""
        self._loop.run_until_complete(self.open.aclose())
        self._loop.close()

    def typed(self, text: str) -> None:
        """A command, carried out."""
        self.run(self._typed(text))

    async def _typed(self, text: str) -> None:
        assert self.office
        await self.office.desk.answer(request_for(text=text))
        await self.office.complete("subscribe", "query", text)

    def filled_in(self, text: str) -> None:
        """The form: a line for each field."""
        self.run(self._filled_in(text))

    async def _filled_in(self, text: str) -> None:
        assert self.office
        values = {name: {"a": {"value": line}} for name, line in zip(FIELDS, text.split("\n"), strict=False)}
        steps = [change.step for change in changes({"state": {"values": values}, "blocks": []})]
        await self.office.desk.fill_in(request_for(), steps)

    def asked(self, text: str) -> None:
        """A path and a query, at every kind of route."""
        self.run(self._asked(text))

    def posted(self, text: str) -> None:
        """A form of the page: its path, and in the next line the body."""
        path, _, body = text.partition("\n")
        self.run(self._asked(path, "POST", body.encode("utf-8", "surrogateescape")))

    def clicked(self, text: str) -> None:
        """A button's payload, as Discord and as Slack send it back: the command in it is carried out."""
        self.run(self._clicked(text))

    async def _clicked(self, text: str) -> None:
        assert self.office
        payload = re.fullmatch(TEMPLATE, text)
        command = payload["body"] if payload else text
        with_token(Commands().encode(command), "0123456789abcdef")
        turns_page(command)
        await self.office.desk.answer(request_for(text=command))

    async def _asked(self, text: str, method: str = "GET", body: bytes = b"") -> None:
        assert self._reading
        form = (b"content-type", b"application/x-www-form-urlencoded")
        await requested(self._reading.app, text, method, body, form)


async def requested(app: ASGIApp, text: str, method: str, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """A request to an application, which has to have an answer, and no error of its own."""
    path, _, query = text.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/" + path.lstrip("/"),
        "raw_path": path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": query.encode("utf-8", "replace"),
        "headers": [
            (b"host", b"papers.test"),
            (b"if-none-match", query.encode("utf-8", "replace")[:90]),
            *headers,
        ],
        "client": ("127.0.0.1", 1),
        "server": ("papers.test", 80),
    }
    statuses = list[int]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    assert statuses, f"no answer to {text!r}"
    assert statuses[0] < 500, f"{statuses} for {text!r}"


def targets(doors: Doors) -> tuple[Target, ...]:
    """With the doors that they come in by."""
    form = "diffusion\n09:00\nEurope/Paris\n5\ncards\nmon"
    paths = ("papers/date/2026-11-20", "papers?q=title:diffusion", "api/papers/search?q=a", "api/daily_papers?date=2026-11-20&limit=3&p=1", "feeds/atom?q=a", "papers/week/2026-W47", "papers/2611.00001", "papers/date/2026-11-20.md")  # fmt: skip
    typed: tuple[tuple[str, Callable[[Any], object], tuple[str, ...], tuple[str, ...], int], ...] = (
        ("commands carried out", doors.typed, ("subscribe diffusion models", "schedule 9:30", "save 2611.00001", "why 2611.00002", "search rag page:2", "undo"), ("all", "sure", "page:", "*", "#", "-"), 2),
        ("forms carried out", doors.filled_in, (form,), ("\n", "“"), 0.3),
        ("requests of the page and its API", doors.asked, paths, ("%00", "..", "/", "?q=", "&limit=", "&p=", "&date=", "-W", "%ff"), 14),
    )  # fmt: skip
    forms = (
        "mail/subscribe\naddress=Ada%40Lab.org&q=diffusion",
        "mail/again\naddress=ada%40lab.org",
        f"mail/links/{'a' * 20}\nchoice=yes",
        f"mail/own/{'a' * 20}\nwhat=pause",
    )
    clicks = (
        "p:1:save 2611.00001",
        "h:2:0123456789abcdef01234567",
        "f:1:schedule",
        "s:1:picker",
        "search rag page:~10",
    )
    more: tuple[tuple[str, Callable[[Any], object], tuple[str, ...], tuple[str, ...], int], ...] = (
        ("forms of the page", doors.posted, forms, ("&", "=", "%00", "%ff", "address=", "q=", "@", "\n"), 8),
        ("payloads of buttons", doors.clicked, clicks, ("p:1:", "page:~", ":", "all", "*", "#"), 4),
    )
    typed = (*typed, *more)
    return tuple(Target(name, read, seeds, words, share) for name, read, seeds, words, share in typed)
