"""The gateway's side of the loopback fake: HELLO, IDENTIFY, RESUME, heartbeats, ops 7 and 9, zlib stream."""

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientConnectionResetError, WSMsgType, web

from tests.fakes.discord_world import APPLICATION, World

# Seconds that an answer takes at least. discord.py notes when a heartbeat went only after it has gone: what is answered
# sooner it takes for the one before, answered an interval late, and logs "Can't keep up, shard ID 0 … 40.0s behind".
ON_ITS_WAY = 0.01


@dataclass
class Gateway:
    """Takes websocket connections; tests push events and misbehave through it."""

    world: World
    url: str = ""
    heartbeat_ms: int = 40_000
    compressed: bool = False
    acknowledges: bool = True
    reject_with: int = 0  # close code for IDENTIFY and RESUME
    servers_known: bool = True
    servers: list[dict[str, Any]] | None = None  # instead of the world's one
    identified: list[dict[str, Any]] = field(default_factory=list)
    resumed: list[dict[str, Any]] = field(default_factory=list)
    heartbeats: int = 0
    stalled: asyncio.Event | None = None  # new connections wait for it before they are answered
    waiting: int = 0  # connections that did
    _sockets: list[tuple[web.WebSocketResponse, Any]] = field(default_factory=list)
    _shards: dict[web.WebSocketResponse, tuple[int, int]] = field(default_factory=dict)  # number, of how many
    _sequence: int = 0
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection."""
        if self.stalled is not None:
            self.waiting += 1
            await self.stalled.wait()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.compressed = request.query.get("compress") == "zlib-stream"
        deflate = zlib.compressobj() if self.compressed else None
        await self._send((socket, deflate), {"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._answer((socket, deflate), json.loads(message.data))
        self._sockets = [pair for pair in self._sockets if pair[0] is not socket]
        return socket

    async def ready(self) -> None:
        """Wait until a session stands."""
        await asyncio.wait_for(self._ready.wait(), 30)

    def connected(self) -> list[int]:
        """The shards of the connections that stand, once for each."""
        return sorted(self._shards[socket][0] for socket, _ in self._sockets if not socket.closed)

    async def push(self, event: str, data: dict[str, Any]) -> None:
        """Dispatch an event: to the shard of its server, or to all."""
        for pair in list(self._sockets):
            if "guild_id" not in data or self._serves(pair, data["guild_id"]):
                await self._dispatch(pair, event, data)

    def _serves(self, pair: tuple[web.WebSocketResponse, Any], server: Any) -> bool:
        number, of = self._shards.get(pair[0], (0, 1))
        return (int(server or 0) >> 22) % of == number  # direct messages come to the first

    async def _dispatch(self, pair: tuple[web.WebSocketResponse, Any], event: str, data: dict[str, Any]) -> None:
        self._sequence += 1
        await self._send(pair, {"op": 0, "t": event, "s": self._sequence, "d": data})

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        await self._all({"op": 7, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9."""
        await self._all({"op": 9, "d": resumable})

    async def drop(self, code: int = 1006) -> None:
        """Close every connection."""
        self._ready.clear()
        for socket, _ in list(self._sockets):
            await socket.close(code=code)

    async def _all(self, payload: dict[str, Any]) -> None:
        self._ready.clear()
        for pair in list(self._sockets):
            await self._send(pair, payload)

    async def _answer(self, pair: tuple[web.WebSocketResponse, Any], asked: dict[str, Any]) -> None:
        match asked["op"]:
            case 1:
                self.heartbeats += 1
                if self.acknowledges:
                    await asyncio.sleep(ON_ITS_WAY)
                    await self._send(pair, {"op": 11, "d": None})
            case 2:
                await self._identify(pair, asked["d"])
            case 6:
                self.resumed.append(asked["d"])
                if self.reject_with:
                    await pair[0].close(code=self.reject_with)
                    return
                self._sockets.append(pair)
                await self._dispatch(pair, "RESUMED", {})
                self._ready.set()

    async def _identify(self, pair: tuple[web.WebSocketResponse, Any], asked: dict[str, Any]) -> None:
        self.identified.append(asked)
        if self.reject_with:
            await pair[0].close(code=self.reject_with)
            return
        self._sockets.append(pair)
        number, of = self._shards[pair[0]] = tuple(asked.get("shard") or (0, 1))
        known = [self.world.server()] if self.servers is None else self.servers
        servers = [each for each in known if self.servers_known and (int(each["id"]) >> 22) % of == number]
        guilds = [{"id": server["id"], "unavailable": True} for server in servers]
        await self._dispatch(
            pair,
            "READY",
            {
                "v": 10,
                "user": self.world.me(),
                "session_id": f"session-{len(self.identified)}",
                "resume_gateway_url": self.url,
                "guilds": guilds,
                "shard": asked.get("shard"),
                "application": {"id": str(APPLICATION), "flags": 0},
            },
        )
        for server in servers:
            await self._dispatch(pair, "GUILD_CREATE", server)
        self._ready.set()

    async def _send(self, pair: tuple[web.WebSocketResponse, Any], payload: dict[str, Any]) -> None:
        socket, deflate = pair
        text = json.dumps(payload)
        if socket.closed:
            return
        with contextlib.suppress(ClientConnectionResetError):  # who was there was killed
            if deflate is None:
                await socket.send_str(text)
            else:
                await socket.send_bytes(deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH))
