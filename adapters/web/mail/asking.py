"""The forms: ask for papers by mail, or for a new link. The answer is the same whoever's address it is."""

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.web.answers.answer import visitor
from adapters.web.answers.content import Content
from adapters.web.answers.visitors import Visitors
from adapters.web.forms import field, form, of_our_own, uncached
from adapters.web.pages.html import render
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.channels.opt_in import EndedError, OptIn
from bot.commands.limits import MAX_AT_ONCE
from bot.daily.following import short_enough
from bot.errors import PaperboyError, UserError
from bot.model.email_address import EmailAddress
from bot.query.parser import parse
from bot.query.split import split_queries
from bot.schedule.zones import check_zone

log = logging.getLogger(__name__)

SUBSCRIBE, AGAIN, ASKED = "/mail/subscribe", "/mail/again", "/mail/asked"
BURST, A_SECOND = 5, 1 / 60  # forms of one visitor: five at once, then one a minute
ALL_BURST, ALL_A_SECOND = 200, 1 / 20  # of all of them, so that many visitors cannot make us write to thousands
NO_INDEX: Final = {"x-robots-tag": "noindex, nofollow"}


class Asking:
    """Takes the forms, within limits."""

    def __init__(self, services: WebServices, shell: Shell, opt_in: OptIn) -> None:
        self._services, self._shell, self._opt_in = services, shell, opt_in
        self._visitors = Visitors(services.clock.monotonic, burst=BURST, rate=A_SECOND)
        self._everybody = Visitors(services.clock.monotonic, burst=ALL_BURST, rate=ALL_A_SECOND)

    async def subscribe(self, request: Request) -> Response:
        """Papers to an address: it is asked, if it may be."""
        if request.method != "POST":
            query = request.query_params.get("q", "")[:1000]
            return self._shown(200, "", address="", query=query)
        said = await form(request)
        address, query = field(said, "address"), field(said, "q")
        try:
            self._count(request)
            email = EmailAddress.parse(address)
            await self._opt_in.ask(email, _queries(query), self._services.now, zone=_zone(field(said, "zone")))
        except EndedError:
            log.info("mail_not_asked", extra={"address": email.masked})
        except _TooManyError as error:
            return self._shown(429, error.sentence, address, query, **{"retry-after": str(error.seconds)})
        except UserError as error:
            return self._shown(400, error.sentence, address, query)
        except PaperboyError as error:
            return self._failed(error, address, query)
        return RedirectResponse(ASKED, status_code=303, headers=NO_INDEX)

    async def again(self, request: Request) -> Response:
        """A new link to an address that gets papers."""
        said = await form(request)
        address = field(said, "address")
        try:
            self._count(request)
            await self._opt_in.again_for(EmailAddress.parse(address), self._services.now)
        except _TooManyError as error:
            return self._shown(429, error.sentence, address, "", **{"retry-after": str(error.seconds)})
        except UserError as error:
            return self._shown(400, error.sentence, address, "")
        except PaperboyError as error:
            return self._failed(error, address, "")
        return RedirectResponse(ASKED, status_code=303, headers=NO_INDEX)

    async def asked(self, _request: Request) -> Response:
        """The answer to every form."""
        return uncached(Content(render("mail/asked", **self._shell.values, here="")), **NO_INDEX)

    def _count(self, request: Request) -> None:
        if not of_our_own(request):
            raise UserError("Send the form from this page.")
        if wait := self._visitors.wait(visitor(request)) or self._everybody.wait(""):
            raise _TooManyError(wait)

    def _shown(self, status: int, wrong: str, address: str, query: str, **headers: str) -> Response:
        page = render(
            "mail/form", **self._shell.values, here="", wrong=wrong, address=address[:254], query=query[:1000]
        )
        return uncached(Content(page, status=status), **NO_INDEX, **headers)

    def _failed(self, error: PaperboyError, address: str, query: str) -> Response:
        log.error("mail_form_failed", extra={"why": error.sentence})
        return self._shown(503, "That could not be stored at the moment. Try again in a minute.", address, query)


class _TooManyError(UserError):
    def __init__(self, seconds: int) -> None:
        super().__init__("Too many ask for mail from here at the moment; wait a while, and send it again.")
        self.seconds = seconds


def _queries(typed: str) -> list[str]:
    found = [parse(each).text for each in split_queries(short_enough(typed))]
    if len(found) > MAX_AT_ONCE:
        raise UserError(f"At most {MAX_AT_ONCE} keywords at once.")
    return found


def _zone(typed: str) -> str:
    """The zone that a browser told, if it told one."""
    try:
        return check_zone(typed) if typed else ""
    except UserError:
        return ""
