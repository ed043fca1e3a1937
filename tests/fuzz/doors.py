"""Whole ways in, over a store in memory: a command and a form at the desk, a request at the web server."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from adapters.slack.listeners.setup_changes import changes
from adapters.slack.listeners.setup_form import DAYS, LAYOUT, PICKS, QUERIES, TIME, ZONE
from tests.fakes.core import Office, open_office, request_for
from tests.fuzz.target import Target
from tests.integration.reading import Reading, open_reading

FIELDS = (QUERIES, TIME, ZONE, PICKS, LAYOUT, DAYS)


class Incidents(logging.Handler):
    """The desk hides what breaks from whoever typed; the log has it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record)

    def raised(self) -> None:
        """Raise the last one again."""
        while self.seen:
            record = self.seen.pop()
            if record.exc_info and record.exc_info[1]:
                raise record.exc_info[1]
            raise AssertionError(record.getMessage())


class Doors:
    """Opened at the first input and for good: a run ends with its process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._open = AsyncExitStack()
        self._incidents = Incidents()
        self._office: Office | None = None
        self._reading: Reading | None = None

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        if self._office is None:
            logging.disable(logging.NOTSET)
            root = logging.getLogger()
            root.handlers = [self._incidents]
            self._office = self._loop.run_until_complete(self._open.enter_async_context(open_office()))
            self._reading = self._loop.run_until_complete(
                self._open.enter_async_context(open_reading(patient=True))
            )
        try:
            return self._loop.run_until_complete(work)
        finally:
            self._incidents.raised()

    def close(self) -> None:
        """What a test opened it closes."""
        self._loop.run_until_complete(self._open.aclose())
        self._loop.close()

    def typed(self, text: str) -> None:
        """A command, carried out."""
        self._run(self._typed(text))

    async def _typed(self, text: str) -> None:
        assert self._office
        await self._office.desk.answer(request_for(text=text))
        await self._office.complete("subscribe", "query", text)

    def filled_in(self, text: str) -> None:
        """The form: a line for each field."""
        self._run(self._filled_in(text))

    async def _filled_in(self, text: str) -> None:
        assert self._office
        values = {name: {"a": {"value": line}} for name, line in zip(FIELDS, text.split("\n"), strict=False)}
        steps = [change.step for change in changes({"state": {"values": values}, "blocks": []})]
        await self._office.desk.fill_in(request_for(), steps)

    def asked(self, text: str) -> None:
        """A path and a query, at every kind of route."""
        self._run(self._asked(text))

    async def _asked(self, text: str) -> None:
        assert self._reading
        path, _, query = text.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/" + path.lstrip("/"),
            "raw_path": path.encode("utf-8", "replace"),
            "root_path": "",
            "query_string": query.encode("utf-8", "replace"),
            "headers": [(b"host", b"papers.test"), (b"if-none-match", query.encode("utf-8", "replace")[:90])],
            "client": ("127.0.0.1", 1),
            "server": ("papers.test", 80),
        }
        statuses = list[int]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._reading.app(scope, receive, send)
        assert statuses, f"no answer to {text!r}"
        assert statuses[0] < 500, f"{statuses} for {text!r}"


def targets(doors: Doors) -> tuple[Target, ...]:
    """With the doors that they come in by."""
    form = "diffusion\n09:00\nEurope/Paris\n5\ncards\nmon"
    paths = ("papers/date/2026-11-20", "papers?q=title:diffusion", "api/papers/search?q=a", "api/daily_papers?date=2026-11-20&limit=3&p=1", "feeds/atom?q=a", "papers/week/2026-W47", "papers/2611.00001", "papers/date/2026-11-20.md")  # fmt: skip
    typed: tuple[tuple[str, Callable[[Any], object], tuple[str, ...], tuple[str, ...], int], ...] = (
        ("commands carried out", doors.typed, ("subscribe diffusion models", "schedule 9:30", "save 2611.00001", "why 2611.00002", "search rag page:2", "undo"), ("all", "sure", "page:", "*", "#", "-"), 4),
        ("forms carried out", doors.filled_in, (form,), ("\n", "“"), 4),
        ("requests of the page and its API", doors.asked, paths, ("%00", "..", "/", "?q=", "&limit=", "&p=", "&date=", "-W", "%ff"), 14),
    )  # fmt: skip
    return tuple(Target(name, read, seeds, words, share) for name, read, seeds, words, share in typed)
