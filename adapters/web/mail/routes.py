"""The router of papers by mail."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from adapters.web.mail.asking import AGAIN, ASKED, SUBSCRIBE, Asking
from adapters.web.mail.links import Links
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.model.mail_links import PATH


def mail_routes(services: WebServices, shell: Shell) -> Sequence[BaseRoute]:
    """Links always, since old mails have them; forms only where mail is sent."""
    if services.mail is None:
        return ()
    links = Links(services, shell, services.mail)
    found: list[BaseRoute] = [Route(f"{PATH}/{{token}}", links.follow, methods=["GET", "POST"])]
    asking = Asking(services, shell, services.mail.opt_in)
    found += [
        Route(ASKED, asking.asked, methods=["GET"]),
        Route(AGAIN, asking.again, methods=["POST"]),
    ]
    if services.mail.offered:
        found.append(Route(SUBSCRIBE, asking.subscribe, methods=["GET", "POST"]))
    return found
