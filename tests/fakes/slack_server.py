"""Slack on the loopback: Web API, `response_url`, OAuth and Socket Mode, with its rules and faults on order."""

import asyncio
import contextlib
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_rules import refused, wrong_view

SCOPES = (
    "app_mentions:read,channels:read,chat:write,chat:write.public,commands,groups:read,im:history,users:read,"
    "channels:history,groups:history,files:write,files:read,reactions:read"
)


@dataclass
class Team:
    """A workspace with Paperboy in it."""

    id: str
    token: str
    scopes: str = SCOPES
    dead: str = ""  # the error that its token gets
    latency: float = 0.0  # seconds before every answer
    organization: str = ""
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def bot(self) -> str:
        return f"UBOT{self.id}"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: `status` (with `body`), an `error` code, a delay, or a dropped connection
    before or after the call took effect.
    """

    status: int = 0
    error: str = ""
    after: int | None = None  # Retry-After
    body: str = ""
    content_type: str = "text/html"
    seconds: float = 0.0
    drop: str = ""  # "before" or "after"
    late: float | None = None  # the call takes effect all the same, so many seconds after its faulty answer


@dataclass
class FakeSlack:
    """The server. `channel_gap` and `team_gap` are the least seconds between messages; 0 for no limits."""

    channel_gap: float = 0.0
    team_gap: float = 0.0
    team_burst: int = 1
    trigger_life: float = 3.0
    app_token: str = "xapp-1"
    now: Callable[[], float] = time.time
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)  # OAuth codes and refresh tokens
    url: str = ""
    teams: dict[str, Team] = field(default_factory=dict)  # by token
    messages: list[dict[str, Any]] = field(default_factory=list)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    private: dict[str, bytes] = field(default_factory=dict)  # files of people, by name
    throttled: int = 0
    responses_refused: int = 0  # the status that each `response_url` gives
    updates: list[float] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    others: int = 0  # connections of other processes
    acked: dict[str, dict[str, Any]] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    expire_tickets: int = 0  # how many of the next tickets are dead on arrival
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    stalled: dict[str, asyncio.Event] = field(default_factory=dict)  # channels in which a post waits for the event
    chance: Any = None  # a function from the method to a Fault or None
    _slots: dict[Any, float] = field(default_factory=dict)
    _count: Any = field(default_factory=lambda: itertools.count(1))
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def team(self, team: str = "T1", token: str = "", **more: Any) -> Team:
        made = Team(team, token or f"xoxb-{team}", **more)
        self.teams[made.token] = made
        return made

    def fail(self, method: str, *faults: Fault) -> None:
        self.faults[method].extend(faults)

    def trigger(self) -> str:
        made = f"trigger{next(self._count)}"
        self.triggers[made] = time.monotonic()
        return made

    def posted(self, channel: str = "") -> list[dict[str, Any]]:
        return [message for message in self.messages if not channel or message["channel"] == channel]

    async def eventually(self, what: Any, seconds: float = 30.0) -> Any:
        """Wait until `what()` is true after something arrived; the value."""
        async with asyncio.timeout(seconds):
            while not (found := what()):
                self._arrived.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._arrived.wait(), 0.05)
        return found

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["FakeSlack"]:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{kind}", self._response)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/private/{name}", self._private)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"
        try:
            yield self
        finally:
            for socket in self.sockets:
                await socket.close()
            await runner.cleanup()

    # --- The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        self.calls.append((method, arguments))
        self._arrived.set()
        if method == "chat.postMessage" and (gate := self.stalled.get(str(arguments.get("channel")))):
            await gate.wait()
        team = self.teams.get(token)
        if team is not None and team.latency:
            await asyncio.sleep(team.latency)
        fault = (
            self.faults[method].popleft() if self.faults[method] else self.chance(method) if self.chance else None
        )
        if fault is not None:
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
            if fault.drop == "before":
                return _drop(request)
            if fault.late is not None:
                later = (method, team, token, arguments)
                asyncio.get_running_loop().call_later(fault.late, self._answer, *later)
            if fault.status or fault.error:
                return _faulty(fault)
        answer = self._answer(method, team, token, arguments)
        self._arrived.set()
        if fault is not None and fault.drop == "after":
            return _drop(request)
        headers = {"X-OAuth-Scopes": team.scopes} if team else {}
        if answer.get("error") == "ratelimited":
            wait = answer.pop("wait")
            return web.json_response(answer, status=429, headers={**headers, "Retry-After": str(wait)})
        return web.json_response(answer, headers=headers)

    def _answer(self, method: str, team: Team | None, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "oauth.v2.access":
            key = arguments.get("code") or arguments.get("refresh_token") or ""
            told = self.codes.pop(key, None)
            return (
                {"ok": True, **told}
                if told
                else _no("invalid_code" if "code" in arguments else "invalid_refresh_token")
            )
        if method == "apps.connections.open":
            return self._open_socket(token)
        if not token:
            return _no("not_authed")
        if team is None:
            return _no("invalid_auth")
        if team.dead:
            return _no(team.dead)
        handler = getattr(self, "_" + method.replace(".", "_").lower(), None)
        return handler(team, arguments) if handler else _no("unknown_method")

    def _auth_test(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True,
            "url": f"https://{team.id.lower()}.slack.test/",
            "team": f"Team {team.id}",
            "user": "paperboy",
            "team_id": team.id,
            "user_id": team.bot,
            "bot_id": f"B{team.id}",
            **({"enterprise_id": team.organization, "is_enterprise_install": True} if team.organization else {}),
        }

    def _bots_info(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "bot": {"id": arguments.get("bot"), "app_id": "A0PAPERBOY"}}

    def _users_info(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        person = team.people.get(str(arguments["user"]), {"tz": "Europe/Paris", "name": "ada"})
        return {"ok": True, "user": {"id": arguments["user"], **person}}

    def _users_conversations(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        conversations = [r for r in team.rooms.values() if arguments["user"] in r.get("members", ())]
        return {"ok": True, "channels": [{"id": r["id"]} for r in conversations]}

    def _conversations_info(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = str(arguments["channel"])
        conversation = team.rooms.get(channel) or _open_to_all(channel)
        if not conversation or conversation.get("error"):
            return _no((conversation or {}).get("error", "channel_not_found"))
        return {"ok": True, "channel": conversation}

    def _chat_postmessage(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = str(arguments["channel"])
        conversation = team.rooms.get(channel, {})
        if conversation.get("error"):
            return _no(conversation["error"])
        if (wait := self._wait(team, channel)) > 0:
            self.throttled += 1
            return {**_no("ratelimited"), "wait": max(1, round(wait + 0.5))}
        if code := refused(arguments):
            return _no(code)
        stored = {**arguments, "team": team.id, "ts": self._ts(), "user": team.bot, "at": time.monotonic()}
        self.messages.append(stored)
        return {"ok": True, "channel": f"D{channel}" if channel[:1] in "UW" else channel, "ts": stored["ts"]}

    def _files_getuploadurlexternal(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        if "files:write" not in team.scopes:
            return {**_no("missing_scope"), "needed": "files:write"}
        made = f"F{next(self._count)}"
        self.uploads[made] = {"name": arguments["filename"], "length": int(arguments["length"]), "shared": ""}
        return {"ok": True, "upload_url": f"{self.url}upload/{made}", "file_id": made}

    def _files_completeuploadexternal(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = str(arguments.get("channel_id") or "")
        if channel[:1] not in {"C", "G", "D"}:
            return _no("channel_not_found")
        for file in _parsed(arguments["files"]):
            kept = self.uploads.get(file["id"])
            if kept is None or len(kept.get("content", b"")) != kept["length"]:
                return _no("file_not_found")
            kept["shared"] = channel
        return {"ok": True, "files": [{"id": file["id"]} for file in _parsed(arguments["files"])]}

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["id"]]["content"] = await request.read()
        return web.Response(text="OK")

    async def _private(self, request: web.Request) -> web.Response:
        """A file of a person: to who may not read it, Slack's sign-in page."""
        team = self.teams.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if team is None or "files:read" not in team.scopes:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=self.private[request.match_info["name"]], content_type="application/json")

    def _chat_getpermalink(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        asked = (arguments["channel"], arguments["message_ts"])
        if not any((m["channel"], m["ts"]) == asked for m in self.messages):
            return _no("message_not_found")
        return {"ok": True, "channel": asked[0], "permalink": f"https://{team.id.lower()}.slack.test/{asked[1]}"}

    def _chat_update(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        """Only our own messages, 50 a minute over the workspace."""
        now = time.monotonic()
        self.updates = [at for at in self.updates if now - at < 60]
        if len(self.updates) >= 50:
            self.throttled += 1
            return {**_no("ratelimited"), "wait": 1}
        if code := refused(arguments):
            return _no(code)
        found = [m for m in self.messages if (m["channel"], m["ts"]) == (arguments["channel"], arguments["ts"])]
        if not found or found[0]["user"] != team.bot:
            return _no("message_not_found" if not found else "cant_update_message")
        self.updates.append(now)
        found[0].update({name: arguments.get(name) for name in ("text", "blocks", "metadata")})
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"]}

    def _chat_postephemeral(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        if code := refused(arguments):
            return _no(code)
        self.ephemeral.append({**arguments, "team": team.id})
        return {"ok": True, "message_ts": self._ts()}

    def _conversations_history(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        if "channels:history" not in team.scopes:
            return {**_no("missing_scope"), "needed": "channels:history"}
        here = [m for m in self.messages if m["channel"] == arguments["channel"] and m["team"] == team.id]
        return self._page([m for m in here if not m.get("thread_ts")], arguments)

    def _conversations_replies(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        thread = arguments["ts"]
        return self._page([m for m in self.messages if thread in {m["ts"], m.get("thread_ts")}], arguments)

    def _page(self, found: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in found if float(m["ts"]) >= float(arguments.get("oldest") or 0)][::-1]
        if str(arguments.get("include_all_metadata")).lower() not in {"true", "1"}:
            found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
        start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
        more = len(found) > start + limit
        tail = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
        return {"ok": True, "messages": found[start : start + limit], "has_more": more, **tail}

    def _views_open(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        asked = self.triggers.pop(str(arguments["trigger_id"]), None)
        if asked is None or time.monotonic() - asked > self.trigger_life:
            return _no("expired_trigger_id")
        return self._view(f"V{next(self._count)}", arguments)

    def _views_update(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        view = str(arguments["view_id"])
        return self._view(view, arguments) if view in self.views else _no("not_found")

    def _view(self, view_id: str, arguments: dict[str, Any]) -> dict[str, Any]:
        view = _parsed(arguments["view"])
        if wrong := wrong_view(view):
            return {**_no("invalid_arguments"), "wrong": wrong}
        self.views[view_id] = view
        return {"ok": True, "view": {**view, "id": view_id}}

    def _views_publish(self, team: Team, arguments: dict[str, Any]) -> dict[str, Any]:
        view = _parsed(arguments["view"])
        if wrong := wrong_view(view):
            return {**_no("invalid_arguments"), "wrong": wrong}
        self.homes[str(arguments["user_id"])] = view
        return {"ok": True, "view": view}

    def _wait(self, team: Team, channel: str) -> float:
        """Slack's own limits, counted at arrival (generic cell rate, the workspace with a burst)."""
        now = time.monotonic()
        gaps = {(team.id, channel): (self.channel_gap, 1), (team.id, ""): (self.team_gap, self.team_burst)}
        wait = max(self._slots.get(key, 0.0) - (burst - 1) * gap - now for key, (gap, burst) in gaps.items())
        if wait <= 0:
            for key, (gap, _) in gaps.items():
                self._slots[key] = max(self._slots.get(key, 0.0), now) + gap
        return wait

    def _ts(self) -> str:
        return f"{int(self.now())}.{next(self._count):06d}"

    async def _response(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.responses_refused:
            return web.Response(status=self.responses_refused, text="used_url")
        if code := refused(body):
            return web.Response(status=400, text=code)
        self.responses.append({**body, "kind": request.match_info["kind"], "at": time.monotonic()})
        self._arrived.set()
        return web.Response(text="ok")

    # --- Socket Mode

    def _open_socket(self, token: str) -> dict[str, Any]:
        if token != self.app_token:
            return _no("invalid_auth")
        ticket = f"ticket{next(self._count)}"
        if self.expire_tickets:
            self.expire_tickets -= 1
        else:
            self.tickets.add(ticket)
        return {"ok": True, "url": self.url.replace("http", "ws", 1) + f"socket?ticket={ticket}"}

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=408, text="expired")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": 1 + len(self.sockets) + self.others,
                "connection_info": {"app_id": "A0PAPERBOY"},
            }
        )
        self.sockets.append(socket)
        self._arrived.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acked[answer["envelope_id"]] = answer
                self._arrived.set()
        self.sockets.remove(socket)
        self._arrived.set()
        return socket

    async def push(self, kind: str, payload: dict[str, Any]) -> str:
        """Send an envelope to one connection; its id."""
        await self.eventually(lambda: self.sockets)
        envelope = f"envelope{next(self._count)}"
        await self.sockets[-1].send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        )
        return envelope

    async def refresh(self) -> None:
        """Tell the connection to come back: Slack does so every few hours."""
        socket = self.sockets[-1]
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})


def _open_to_all(channel: str) -> dict[str, Any] | None:
    """A public channel that nobody described: whoever this server lets post in it hears that it exists."""
    return {"id": channel, "name": "general", "is_channel": True} if channel.startswith("C") else None


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}


def _faulty(fault: Fault) -> web.Response:
    headers = {} if fault.after is None else {"Retry-After": str(fault.after)}
    if fault.error:
        return web.json_response(_no(fault.error), status=fault.status or 200, headers=headers)
    return web.Response(status=fault.status, text=fault.body, content_type=fault.content_type, headers=headers)


def _drop(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    given = await request.post() if request.method == "POST" else {}
    arguments: dict[str, Any] = {k: str(v) for k, v in given.items()} | dict(request.query)
    return {k: _parsed(v) if k in {"blocks", "metadata"} else v for k, v in arguments.items()}
