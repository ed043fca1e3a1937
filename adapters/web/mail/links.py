"""What the links in a mail lead to: a GET shows, a POST acts, and one that holds no more gets a helpful page."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.web.answers.answer import visitor
from adapters.web.answers.content import Content
from adapters.web.answers.visitors import Visitors
from adapters.web.forms import form, uncached
from adapters.web.mail.asking import ASKED, NO_INDEX
from adapters.web.mail.own_page import OwnPage
from adapters.web.pages.html import render
from adapters.web.pages.shell import Shell
from adapters.web.services import Mail, WebServices
from bot.errors import NotFoundError, PaperboyError, UserError, blame
from bot.model.mail_links import MailLink, Verb

log = logging.getLogger(__name__)

BURST, A_SECOND = 120, 1.0  # links of one visitor; a mail scanner follows all of a mail at once
_FOR_EVER: Final = {Verb.UNSUBSCRIBE, Verb.BLOCK}  # the right to be left in peace does not expire

Do = Callable[[MailLink, str, Request], Awaitable[Response]]


class Links:
    """Answers them."""

    def __init__(self, services: WebServices, shell: Shell, mail: Mail) -> None:
        self._services, self._shell, self._mail = services, shell, mail
        self._own = OwnPage(services, shell, mail)
        self._visitors = Visitors(services.clock.monotonic, burst=BURST, rate=A_SECOND)
        self._do: dict[Verb, Do] = {
            Verb.CONFIRM: self._confirm,
            Verb.BLOCK: self._block,
            Verb.UNSUBSCRIBE: self._unsubscribe,
            Verb.MANAGE: self._own.manage,
            Verb.COMMAND: self._own.command,
        }

    async def follow(self, request: Request) -> Response:
        """A link; whatever is wrong with it is said on its page, and in no log but by its kind."""
        verb = ""
        try:
            if wait := self._visitors.wait(visitor(request)):
                return self._lost(429, "Too many links were followed from here; wait a moment.", wait=wait)
            link = self._mail.links.read(request.path_params["token"], self._services.now)
            verb = str(link.verb)
            return await self._followed(link, request)
        except NotFoundError as error:
            status, sentence = 410, error.sentence
        except UserError as error:
            log.info("mail_link_refused", extra={"visitor": visitor(request)})
            status, sentence = 400, error.sentence
        except PaperboyError as error:
            log.error("mail_link_failed", extra={"verb": verb, "why": error.sentence})  # noqa: TRY400 -- all is said
            status, sentence = (
                503,
                "That cannot be done at the moment; the link still holds: try again.",
            )
        except Exception as error:  # noqa: BLE001 -- said once, and without the link, which acts for its reader
            log.error("mail_link_failed", extra={"verb": verb, **blame(error)})  # noqa: TRY400 -- as above
            status, sentence = 500, "That could not be done; Paperboy's log says why."
        return self._lost(status, sentence)

    async def _followed(self, link: MailLink, request: Request) -> Response:
        if request.method == "POST" and "again" in await form(request):
            await self._mail.opt_in.again(link, self._services.now)
            return RedirectResponse(ASKED, status_code=303, headers=NO_INDEX)
        if link.expired and link.verb not in _FOR_EVER:
            return self._lost(410, "This link has expired.", again=request.url.path)
        return await self._do[link.verb](link, request.path_params["token"], request)

    async def _confirm(self, link: MailLink, token: str, request: Request) -> Response:
        """The address is asked what it was asked for, and says yes."""
        asked = await self._mail.opt_in.asked(link.of)
        if request.method != "POST" and asked.channel is None:
            return self._page("mail/confirm", token=token, address=asked.address, queries=asked.queries)
        first = asked.channel is None
        channel = await self._mail.opt_in.confirm(link.of, self._services.now)
        said = "Confirmed. Papers come from now on." if first else "This address was confirmed already."
        return await self._own.shown(channel, said=said)

    async def _block(self, link: MailLink, token: str, request: Request) -> Response:
        """The address says that it wants to be left in peace."""
        if request.method != "POST":
            return self._page("mail/block", token=token, done=False)
        await self._mail.opt_in.block(link, self._services.now)
        return self._page("mail/block", token=token, done=True)

    async def _unsubscribe(self, link: MailLink, token: str, request: Request) -> Response:
        """The end: a page for who follows the link, and for a mail program that posts (RFC 8058) at once."""
        try:
            channel = await self._mail.opt_in.channel(link.of)
        except NotFoundError:
            return self._page("mail/ended", again=False)
        if request.method != "POST":
            return self._page("mail/unsubscribe", token=token, channel=channel, own=self._own.path(channel))
        await self._mail.opt_in.leave(channel, self._services.now)
        return self._page("mail/ended", again=True)

    def _page(self, name: str, **values: object) -> Response:
        return uncached(Content(render(name, **self._shell.values, here="", **values)), **NO_INDEX)

    def _lost(self, status: int, sentence: str, *, again: str = "", wait: int = 0) -> Response:
        page = render("mail/lost", **self._shell.values, here="", sentence=sentence, again=again, status=status)
        return uncached(Content(page, status=status), **NO_INDEX, **({"retry-after": str(wait)} if wait else {}))
