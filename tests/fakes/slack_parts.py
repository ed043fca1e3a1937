"""The core's side as the Slack adapter sees it, in memory, and what Slack sends, signed."""

import asyncio
import contextlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from adapters.slack import assembled
from adapters.slack.listener import SlackListener
from adapters.slack.listeners.socket_mode import Patience
from adapters.slack.listeners.webhook_events import web_routes
from adapters.slack.posting.sender import SlackSender
from adapters.slack.registered import EVENTS_PATH
from adapters.slack.settings import SlackSettings
from bot.errors import StorageError
from bot.model.channel import Address, Channel, Pause, Subscription
from bot.ports import ChannelSummary, CoreServices
from bot.ports.request import Choice, Filled, Reply, Request, Step
from bot.views.blocks import Button, Buttons, Paragraph, View, plain
from tests.fakes.slack_server import FakeSlack
from tests.fakes.workers import Alone

SECRET = "shhh"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class SomeClock:
    """The machine's time, which can be set off."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SomeDesk:
    """Remembers what it was asked; answers in public what begins like a change."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.filled: list[list[Step]] = []
        self.views: dict[str, View] = {}
        self.refuse: dict[str, str] = {}
        self.seconds = 0.0
        self.go_on = asyncio.Event()  # nothing is answered while it is not set
        self.go_on.set()

    async def answer(self, request: Request) -> Reply:
        self.asked.append(request)
        await self.go_on.wait()
        await asyncio.sleep(self.seconds)
        command = request.command or request.text.partition(" ")[0]
        said = request.text or f"{request.command} {' '.join(request.arguments.values())}"
        if command in self.refuse:
            return Reply(View((Paragraph(plain(self.refuse[command])),), self.refuse[command]), ok=False)
        if command == "crash":
            raise RuntimeError("a bug")
        buttons = (Buttons((Button("Next page", "search rag page:~10"),)),) if command == "search" else ()
        view = self.views.get(
            command, View((Paragraph(plain(f"You asked: {said}")), *buttons), f"You asked: {said}")
        )
        return Reply(
            view, public=command in {"subscribe", "unsubscribe", "save", "settings", "schedule", "resume"}
        )

    async def fill_in(self, request: Request, steps: Sequence[Step]) -> Filled:
        """All steps, or none where one's command is refused."""
        self.filled.append(list(steps))
        await asyncio.sleep(self.seconds)
        errors = {n: self.refuse[s.command] for n, s in enumerate(steps) if s.command in self.refuse}
        said = "; ".join(f"{s.command} {' '.join(s.arguments.values())}" for s in steps)
        if errors:
            return Filled(Reply(View((), " ".join(errors.values())), ok=False), errors)
        told = View((Paragraph(plain(f"Ada: {said}")),), f"Ada: {said}")
        return Filled(Reply(View((Paragraph(plain("Saved.")),), "Saved."), public=True, told=told))

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[Choice]:
        await asyncio.sleep(self.seconds)
        names = (
            ("Europe/Paris", "Europe/Berlin")
            if parameter == "zone"
            else (f"{typed} model", f"{typed} " + "x" * 200)
        )
        return [Choice(name[:75], name) for name in names]


class SomeLifecycle:
    """Remembers what it was told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.known: dict[Address, ChannelSummary] = {}

    async def moved(self, address: Address, to: str) -> None:
        self.told.append(("moved", address.channel, to))

    async def renamed(self, address: Address, name: str) -> None:
        self.told.append(("renamed", address.channel, name))

    async def refused(self, address: Address, reason: str, fix: str, *, gone: bool) -> None:
        self.told.append(("refused", address.channel, gone))

    async def welcomed(self, address: Address) -> None:
        self.told.append(("welcomed", address.channel))

    async def zone_told(self, platform: str, workspace: str, person: str, zone: str) -> None:
        self.told.append(("zone_told", workspace, person, zone))

    async def uninstalled(self, platform: str, workspace: str, reason: str) -> None:
        self.told.append(("uninstalled", workspace))

    async def events_missed(self, platform: str, workspace: str, reason: str) -> None:
        self.told.append(("events_missed", workspace))

    async def installed(self, platform: str, workspace: str) -> None:
        self.told.append(("installed", workspace))

    async def summaries(self, platform: str, workspace: str) -> Sequence[ChannelSummary]:
        return [summary for address, summary in self.known.items() if address.workspace == workspace]

    async def summary(self, address: Address) -> ChannelSummary | None:
        return self.known.get(address)


class SomeVault:
    """Secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], bytes] = {}
        self.refuse = 0  # how often the next writes find the database locked

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        if self.refuse:
            self.refuse -= 1
            raise StorageError("The database is locked.")
        self.kept[platform, workspace, name] = secret

    async def get(self, platform: str, workspace: str, name: str) -> bytes | None:
        return self.kept.get((platform, workspace, name))

    async def put_first(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        self.kept.setdefault((platform, workspace, name), secret)

    async def delete(self, platform: str, workspace: str, name: str | None = None) -> None:
        for key in [k for k in self.kept if k[:2] == (platform, workspace) and name in {None, k[2]}]:
            del self.kept[key]

    async def workspaces(self, platform: str) -> Sequence[str]:
        return sorted({workspace for p, workspace, _ in self.kept if p == platform})


class SomeAdapterFacts:
    """Facts in memory."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}

    async def read(self, platform: str, name: str) -> str | None:
        return self.facts.get(name)

    async def write(self, platform: str, name: str, value: str | None) -> None:
        self.facts.pop(name, None) if value is None else self.facts.update({name: value})

    async def write_first(self, platform: str, name: str, value: str) -> bool:
        return name not in self.facts and self.facts.setdefault(name, value) == value

    async def beginning(self, platform: str, start: str) -> dict[str, str]:
        return {name: value for name, value in sorted(self.facts.items()) if name.startswith(start)}


class SomeJournal:
    """Events seen once; nothing else of the journal is used by Slack."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def once(self, event: str, now: datetime) -> bool:
        new = event not in self.seen
        self.seen.add(event)
        return new


@dataclass(frozen=True)
class Answer:
    """What Slack hears at once."""

    status: int
    body: str


class Bench:
    """An assembled adapter against a fake Slack, with the core's side in memory."""

    def __init__(
        self, slack: FakeSlack, lifecycle: Any = None, workers: Alone | None = None, **settings: Any
    ) -> None:
        self.workers = workers or Alone()
        self.slack = slack
        self.desk, self.lifecycle, self.vault = SomeDesk(), lifecycle or SomeLifecycle(), SomeVault()
        self.adapter_facts, self.journal, self.clock = SomeAdapterFacts(), SomeJournal(), SomeClock()
        given = {"slack_bot_token": "xoxb-T1", "slack_signing_secret": SECRET, "slack_api_url": f"{slack.url}api"}
        self.settings = SlackSettings.load(**(given | settings))
        parts: Any = CoreServices(
            desk=self.desk,
            lifecycle=self.lifecycle,
            vault=self.vault,
            adapter_facts=self.adapter_facts,
            journal=self.journal,  # type: ignore[arg-type]
            clock=self.clock,
            workers=self.workers,
        )
        self.platform = assembled(self.settings, parts)
        assert isinstance(self.platform.listener, SlackListener)
        assert isinstance(self.platform.sender, SlackSender)
        self.listener, self.sender = self.platform.listener, self.platform.sender
        self.listener._patience = Patience(
            connect=0.5, look=0.02, lost=0.3, again=0.05, most=0.2, ping=0.2, count_again=0.2, place=0.02
        )

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        app = Starlette(routes=list(web_routes(self.listener.app, self.listener.slack)))
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://paperboy.test")

    async def settle(self) -> None:
        """Wait for the work behind the acknowledgements; Bolt starts an event's listener after answering."""
        await asyncio.sleep(0.01)
        await self.listener.slack.background.drain()

    async def dispatch(
        self, body: str, content_type: str, *, at: float | None = None, secret: str = SECRET
    ) -> Answer:
        """A signed request to the route that the web server mounts."""
        stamp = str(int(at if at is not None else datetime.now(UTC).timestamp()))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
        headers = {
            "content-type": content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={digest}",
        }
        found = await self._client.post(EVENTS_PATH, content=body.encode(), headers=headers)
        return Answer(found.status_code, found.text)

    async def command(self, text: str, **more: Any) -> Answer:
        return await self.dispatch(
            urlencode(command(self.slack, text, **more)), "application/x-www-form-urlencoded"
        )

    async def interact(self, payload: dict[str, Any]) -> Answer:
        return await self.dispatch(
            urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        )

    async def event(self, event: dict[str, Any], **more: Any) -> Answer:
        return await self.dispatch(json.dumps(envelope(event, **more)), "application/json")


def command(slack: FakeSlack, text: str, **more: Any) -> dict[str, Any]:
    return {
        "command": "/papers",
        "text": text,
        "team_id": "T1",
        "channel_id": "C1",
        "channel_name": "general",
        "user_id": "U1",
        "trigger_id": slack.trigger(),
        "response_url": f"{slack.url}response/command",
        **more,
    }


def click(slack: FakeSlack, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1", "name": "general"},
        "container": {"type": "message", "is_ephemeral": False},
        "trigger_id": slack.trigger(),
        "response_url": f"{slack.url}response/click",
        "actions": [{"type": "button", **action}],
        **more,
    }


def envelope(event: dict[str, Any], event_id: str = "", team: str = "T1", **more: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": event_id or f"Ev{id(event)}{event.get('type')}",
        "event_time": int(datetime.now(UTC).timestamp()),
        "event": event,
        "authorizations": [{"team_id": team, "enterprise_id": None, "user_id": f"UBOT{team}", "is_bot": True}],
        **more,
    }


def summary(
    channel: str = "C1", queries: Sequence[str] = ("rag",), pause: Pause | None = None, **more: Any
) -> ChannelSummary:
    made = Channel(
        key=1,
        address=Address("slack", "T1", channel),
        name=more.pop("name", "general"),
        since=date(2026, 11, 1),
        pause=pause,
        next_due=more.pop("next_due", NOW),
        owner=more.pop("owner", ""),
    )
    return ChannelSummary(
        channel=made, subscriptions=tuple(Subscription(n, q, NOW) for n, q in enumerate(queries, 1)), **more
    )


@contextlib.asynccontextmanager
async def at_work(**settings: Any) -> AsyncIterator[Bench]:
    """A bench with its fake Slack, both closed at the end."""
    async with FakeSlack().running() as slack:
        slack.team("T1")
        bench = Bench(slack, **settings)
        try:
            await bench.listener.slack.workspaces.single()
            yield bench
        finally:
            await bench.settle()
            await bench.listener.close()
