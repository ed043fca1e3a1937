"""A loopback Discord: REST with buckets, global limit, faults and nonce memory; and the gateway."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_world import APPLICATION, DM, FORUM, SERVER, THREAD, Fault, World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeDiscord:
    """One running fake. `api` is what DISCORD_API_URL is set to."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.gateway = Gateway(self.world)
        self.identifies_left = 999
        self.shards = 1
        self.api = ""

    def application(self) -> web.Application:
        """Routes and what every request goes through."""
        app = web.Application(middlewares=[self._through])
        at = "/api/v10"
        app.add_routes(
            [
                web.get("/gateway", self.gateway.handle),
                web.get("/gateway/", self.gateway.handle),
                web.get(f"{at}/users/@me", self._me),
                web.get(f"{at}/oauth2/applications/@me", self._application),
                web.get(f"{at}/gateway/bot", self._gateway_bot),
                web.put(f"{at}/applications/{{id}}/commands", self._commands),
                web.get(f"{at}/applications/{{id}}/commands", self._known_commands),
                web.post(f"{at}/users/@me/channels", self._dm),
                web.get(f"{at}/guilds/{{id}}", self._guild),
                web.get(f"{at}/guilds/{{id}}/channels", self._channels),
                web.get(f"{at}/guilds/{{id}}/members/{{member}}", self._member),
                web.get(f"{at}/guilds/{{id}}/threads/active", self._active),
                web.get(f"{at}/channels/{{id}}", self._channel),
                web.patch(f"{at}/channels/{{id}}", self._edit),
                web.get(f"{at}/channels/{{id}}/messages", self._history),
                web.post(f"{at}/channels/{{id}}/messages", self._post),
                web.patch(f"{at}/channels/{{id}}/messages/{{message}}", self._edit_message),
                web.post(f"{at}/channels/{{id}}/threads", self._forum_post),
                web.get(f"{at}/channels/{{id}}/threads/archived/public", self._archived),
                web.post(f"{at}/channels/{{id}}/messages/{{message}}/threads", self._thread),
                web.post(f"{at}/channels/{{id}}/messages/{{message}}/crosspost", self._crosspost),
                web.post(f"{at}/interactions/{{id}}/{{token}}/callback", self._callback),
                web.post(f"{at}/webhooks/{{app}}/{{token}}", self._follow_up),
                web.patch(f"{at}/webhooks/{{app}}/{{token}}/messages/@original", self._follow_up),
                web.delete(f"{at}/webhooks/{{app}}/{{token}}/messages/@original", self._deleted),
            ]
        )
        return app

    def interaction(self, token: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An INTERACTION_CREATE for a command in the first text channel."""
        channel = next(c for c in self.world.channels.values() if c["type"] == 0)
        person = {
            "id": "500000000000000001",
            "username": "ann",
            "discriminator": "0",
            "global_name": "Ann",
            "avatar": None,
        }
        return {
            "id": str(self.world.snowflake()),
            "application_id": str(APPLICATION),
            "type": 2,
            "token": token,
            "version": 1,
            "guild_id": str(SERVER),
            "channel_id": channel["id"],
            "channel": channel,
            "data": data,
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(SERVER)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
            "app_permissions": str((1 << 53) - 1),
            "member": {
                "user": person,
                "roles": [],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": str((1 << 53) - 1),
            },
        } | more

    @web.middleware
    async def _through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        world, path = self.world, request.path
        if path.startswith("/gateway"):
            return await handler(request)
        channel = int(request.match_info.get("id", "0")) if "/channels/" in path else 0
        await asyncio.sleep(world.slow.get(channel, world.latency))
        if request.method == "POST" and (gate := world.stalled.get(channel)):
            world.waiting += 1
            await gate.wait()
            world.waiting -= 1
        response = await self._limited(request, handler, path)
        world.asked.append((asyncio.get_running_loop().time(), request.method, path, response.status))
        return response

    async def _limited(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        world = self.world
        exempt = "/interactions/" in path or "/webhooks/" in path
        if not exempt and request.headers.get("Authorization") != f"Bot {world.token}":
            return answer({"code": 0, "message": "401: Unauthorized"}, 401)
        if not exempt and world.over_global_rate():
            return limited(0.3, "global")
        fault = world.fault_for(request.method, path)
        headers: dict[str, str] = {}
        if request.method == "POST" and path.endswith("/messages") and fault is None:
            left, after = world.bucket_of(int(request.match_info["id"]))
            headers = {
                "X-RateLimit-Limit": str(world.bucket),
                "X-RateLimit-Remaining": str(max(0, left)),
                "X-RateLimit-Reset-After": f"{after:.3f}",
                "X-RateLimit-Bucket": "messages",
            }
            if left < 0:
                return limited(after, "user", headers)
        if fault is not None:
            return await self._fails(request, handler, fault)
        response = await handler(request)
        response.headers.update(headers)
        return response

    async def _fails(self, request: web.Request, handler: Handler, fault: Fault) -> web.StreamResponse:
        if fault.store:
            await handler(request)
        if not fault.status:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        body = fault.body or {"code": fault.code, "message": "scripted"}
        return answer(body, fault.status, {"Via": "1.1 google"} | fault.headers)

    async def _me(self, _: web.Request) -> web.Response:
        return answer(self.world.me())

    async def _application(self, _: web.Request) -> web.Response:
        return answer(
            {
                "id": str(APPLICATION),
                "name": "Paperboy",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "",
                "flags": 0,
                "summary": "",
                "team": None,
                "owner": {"id": "1", "username": "o", "discriminator": "0", "avatar": None},
            }
        )

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        limit = {
            "total": 1000,
            "remaining": self.identifies_left,
            "reset_after": 1000,  # milliseconds
            "max_concurrency": self.shards,
        }
        return answer({"url": self.gateway.url, "shards": self.shards, "session_start_limit": limit})

    async def _commands(self, request: web.Request) -> web.Response:
        self.world.synced.append(await request.json())
        return await self._known_commands(request)

    async def _known_commands(self, _: web.Request) -> web.Response:
        told = self.world.synced[-1] if self.world.synced else []
        more = {"application_id": "1", "version": "1", "description": "", "default_member_permissions": None}
        return answer([{**more, "id": str(number), **each} for number, each in enumerate(told, 1)])

    async def _dm(self, request: web.Request) -> web.Response:
        person = int((await request.json())["recipient_id"])
        number = person + 7
        recipient = {"id": str(person), "username": "ann", "discriminator": "0", "avatar": None}
        self.world.channels[number] = {
            "id": str(number),
            "type": DM,
            "recipients": [recipient],
            "last_message_id": None,
        }
        return answer(self.world.channels[number])

    async def _guild(self, _: web.Request) -> web.Response:
        return answer(self.world.server())

    async def _channels(self, _: web.Request) -> web.Response:
        return answer(self.world.server()["channels"])

    async def _member(self, _: web.Request) -> web.Response:
        return answer(self.world.member())

    async def _active(self, _: web.Request) -> web.Response:
        return answer({"threads": self.world.server()["threads"], "members": [], "has_more": False})

    async def _archived(self, _: web.Request) -> web.Response:
        return answer({"threads": [], "members": [], "has_more": False})

    async def _channel(self, request: web.Request) -> web.Response:
        found = self.world.channels.get(int(request.match_info["id"]))
        return answer(found) if found else unknown(10003)

    async def _edit(self, request: web.Request) -> web.Response:
        found = self.world.channels[int(request.match_info["id"])]
        found["thread_metadata"] |= await request.json()
        return answer(found)

    async def _history(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        messages = [m for m in self.world.messages.get(int(request.match_info["id"]), []) if int(m["id"]) > after]
        newest_first = messages[: int(request.query.get("limit", "50"))][::-1]
        return answer([{k: v for k, v in m.items() if k != "asked"} for m in newest_first])

    async def _post(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        channel = self.world.channels.get(number)
        if channel is None:
            return unknown(10003)
        if channel["type"] == FORUM:
            return answer({"code": 50008, "message": "Cannot send messages in a non-text channel"}, 400)
        try:
            message = self.world.store(number, await _asked(request))
        except KeyError:
            return unknown(10008)
        return answer({k: v for k, v in message.items() if k != "asked"})

    async def _edit_message(self, request: web.Request) -> web.Response:
        asked = await _asked(request)
        for message in self.world.messages.get(int(request.match_info["id"]), []):
            if message["id"] == request.match_info["message"]:
                message["components"] = asked.get("components", message["components"])
                message["content"] = asked.get("content") or message["content"]
                message["edits"] = message.get("edits", 0) + 1
                return answer({k: v for k, v in message.items() if k not in {"asked", "edits"}})
        return unknown(10008)

    async def _forum_post(self, request: web.Request) -> web.Response:
        asked = await _asked(request)
        thread = self.world.open_thread(int(request.match_info["id"]), asked["name"])
        thread["applied_tags"] = asked.get("applied_tags", [])
        message = self.world.store(int(thread["id"]), asked["message"])
        message["id"] = thread["id"]
        return answer(thread | {"message": {k: v for k, v in message.items() if k != "asked"}})

    async def _thread(self, request: web.Request) -> web.Response:
        number = int(request.match_info["message"])
        if number in self.world.deleted:
            return unknown(10008)
        if self.world.channels.get(number, {}).get("type") == THREAD:
            return answer({"code": 160004, "message": "A thread has already been created for this message"}, 400)
        name = (await request.json())["name"]
        return answer(self.world.open_thread(int(request.match_info["id"]), name, number))

    async def _crosspost(self, request: web.Request) -> web.Response:
        for message in self.world.messages[int(request.match_info["id"])]:
            if message["id"] == request.match_info["message"]:
                message["flags"] |= 1
                return answer({k: v for k, v in message.items() if k != "asked"})
        return unknown(10008)

    async def _callback(self, request: web.Request) -> web.Response:
        body = await _asked(request)
        self._answered(request.match_info["token"], "callback", body)
        if request.query.get("with_response") != "1":
            return web.Response(status=204)
        number = request.match_info["id"]
        interaction = {"id": number, "type": 2, "response_message_id": None, "response_message_loading": True}
        return answer({"interaction": interaction | {"response_message_ephemeral": False}})

    async def _follow_up(self, request: web.Request) -> web.Response:
        body = await _asked(request)
        self._answered(request.match_info["token"], "edit" if request.method == "PATCH" else "follow-up", body)
        channel = next(iter(self.world.channels))
        return answer({k: v for k, v in self.world.store(channel, body).items() if k != "asked"})

    async def _deleted(self, request: web.Request) -> web.Response:
        self._answered(request.match_info["token"], "deleted", {})
        return web.Response(status=204)

    def _answered(self, token: str, how: str, body: dict[str, Any]) -> None:
        self.world.answers.setdefault(token, []).append((asyncio.get_running_loop().time(), how, body))


async def _asked(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return dict(json.loads(str(form["payload_json"]))) | {
        "files": [name for name in form if name.startswith("files")]
    }


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON with exactly the content type that discord.py parses."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={"Content-Type": "application/json"} | (headers or {}),
    )


def unknown(code: int) -> web.Response:
    """404 with Discord's code."""
    return answer({"code": code, "message": "Unknown"}, 404)


def limited(seconds: float, scope: str, headers: dict[str, str] | None = None) -> web.Response:
    """429 as Discord's own servers send it: with `Via`."""
    wait = {"Retry-After": str(int(seconds) + 1), "X-RateLimit-Reset-After": f"{seconds:.3f}"}
    more = {"Via": "1.1 google", "X-RateLimit-Scope": scope} | wait | (headers or {})
    return answer({"message": "limited", "retry_after": seconds, "global": scope == "global"}, 429, more)


@asynccontextmanager
async def running(world: World | None = None) -> AsyncIterator[FakeDiscord]:
    """The fake on a free port."""
    fake = FakeDiscord(world)
    runner = web.AppRunner(fake.application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    fake.api = f"http://127.0.0.1:{port}/api/v10"
    fake.gateway.url = f"ws://127.0.0.1:{port}/gateway"
    try:
        yield fake
    finally:
        await fake.gateway.drop(1001)
        await runner.cleanup()
