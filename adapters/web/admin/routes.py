"""The operator's router: sign in, see, decide on parked deliveries, sign out."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.admin.session import COOKIE, SECONDS, Sessions
from adapters.web.admin.shown import shown
from adapters.web.answers.answer import visitor
from adapters.web.answers.content import Content
from adapters.web.answers.visitors import Visitors
from adapters.web.feeds.routes import channel_opml
from adapters.web.forms import field, form, of_our_own, uncached
from adapters.web.pages.html import render
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.app.application import Application

log = logging.getLogger(__name__)

PATH: Final = "/admin"
TRIES, TRIES_A_SECOND = 5, 1 / 30  # wrong tokens of one address


def admin_routes(application: Application, services: WebServices, shell: Shell, token: str) -> Sequence[BaseRoute]:
    """Nothing at all without a token."""
    if not token:
        return ()
    admin = _Admin(application, services, shell, token)
    return [
        Route(PATH, admin.page, methods=["GET"]),
        Route(f"{PATH}/in", admin.sign_in, methods=["POST"]),
        Route(f"{PATH}/out", admin.sign_out, methods=["POST"]),
        Route(f"{PATH}/parked", admin.decide, methods=["POST"]),
        Route(f"{PATH}/channels/{{key:int}}.opml", admin.opml, methods=["GET"]),
    ]


class _Admin:
    def __init__(self, application: Application, services: WebServices, shell: Shell, token: str) -> None:
        self._application, self._services, self._shell = application, services, shell
        self._sessions = Sessions(token, lambda: application.clock.now().timestamp())
        self._tries = Visitors(lambda: application.clock.now().timestamp(), burst=TRIES, rate=TRIES_A_SECOND)
        self._secure = services.home.startswith("https:")

    async def page(self, request: Request) -> Response:
        """Everything, or the place to sign in."""
        cookie = self._cookie(request)
        if not cookie:
            return self._asks(200, "")
        said = {"sent": "Delivery {} goes out again.", "dropped": "Delivery {} is given up.", "gone": _GONE}
        done = next((text.format(number) for name, text in said.items() if (number := _number(request, name))), "")
        found = await shown(self._application)
        word = self._sessions.word(cookie)
        return uncached(Content(render("admin", **self._shell.values, here="", shown=found, word=word, done=done)))

    async def sign_in(self, request: Request) -> Response:
        """The token for a session."""
        if not of_our_own(request):
            return self._asks(403, "Sign in from this page.")
        if wait := self._tries.wait(visitor(request)):
            answer = self._asks(429, f"Too many tries: wait {wait} seconds.")
            answer.headers["retry-after"] = str(wait)
            return answer
        cookie = self._sessions.open(field(await form(request), "token"))
        if not cookie:
            log.warning("admin_refused", extra={"address": visitor(request)})
            return self._asks(403, "That is not the token (PAPERBOY_ADMIN_TOKEN).")
        log.info("admin_signed_in", extra={"address": visitor(request)})
        answer = RedirectResponse(PATH, status_code=303)
        answer.set_cookie(
            COOKIE, cookie, max_age=SECONDS, path=PATH, secure=self._secure, httponly=True, samesite="strict"
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """The end of a session."""
        cookie, _ = await self._acting(request)
        if not cookie:
            return self._asks(403, "Sign in again.")
        self._sessions.close(cookie)
        answer = RedirectResponse(PATH, status_code=303)
        answer.delete_cookie(COOKIE, path=PATH, secure=self._secure, httponly=True, samesite="strict")
        return answer

    async def decide(self, request: Request) -> Response:
        """A parked delivery goes out again, or is given up."""
        cookie, said = await self._acting(request)
        if not cookie:
            return self._asks(403, "Sign in again; nothing was done.")
        number, wish = field(said, "delivery"), field(said, "do")
        if not (number.isascii() and number.isdecimal() and len(number) < 16) or wish not in {"send", "drop"}:
            return self._asks(400, "Which delivery, and what is to become of it?")
        application = self._application
        done = await application.store.outbox.release(
            int(number), send=wish == "send", now=application.clock.now()
        )
        if done:
            application.dispatcher.poke()
            log.info("admin_decided", extra={"delivery": int(number), "decision": wish})
        outcome = ("sent" if wish == "send" else "dropped") if done else "gone"
        return RedirectResponse(f"{PATH}?{outcome}={int(number)}", status_code=303)

    async def opml(self, request: Request) -> Response:
        """Any channel's keywords."""
        if not self._cookie(request):
            return self._asks(403, "Sign in first.")
        key, store = request.path_params["key"], self._application.store
        channel = await store.channels.by_key(key)
        if channel is None:
            return uncached(self._shell.message(404, "There is no such channel."))
        queries = [each.query for each in await store.channels.subscriptions(key)]
        return uncached(channel_opml(self._services, channel, queries))

    def _cookie(self, request: Request) -> str:
        cookie = request.cookies.get(COOKIE, "")
        return cookie if self._sessions.holds(cookie) else ""

    async def _acting(self, request: Request) -> tuple[str, Mapping[str, Sequence[str]]]:
        """The session and what its form says; none unless it is ours in every respect."""
        cookie, said = self._cookie(request), await form(request)
        ours = cookie and of_our_own(request) and self._sessions.knows(cookie, field(said, "word"))
        return (cookie if ours else ""), said

    def _asks(self, status: int, said: str) -> Response:
        return uncached(Content(render("signin", **self._shell.values, here="", said=said), status=status))


_GONE: Final = "There is no parked delivery {}: somebody decided already."


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
