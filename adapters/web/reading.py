"""What readers are served: each part is a router of its own."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from adapters.web.answers.answer import Answers
from adapters.web.answers.kept import KeptPages
from adapters.web.answers.visitors import Visitors
from adapters.web.api.routes import api_routes
from adapters.web.feeds.routes import feed_routes
from adapters.web.mail.routes import mail_routes
from adapters.web.pages.routes import page_routes
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices


def reading_routes(services: WebServices, visitors: Visitors | None = None) -> Sequence[BaseRoute]:
    """Pages, feeds and the API over the papers of a store."""
    pages = KeptPages(services.store.lists, services.store.index, services.clock)
    answers = Answers(pages, visitors or Visitors())
    shell = shell_of(services)
    return [
        *feed_routes(services, answers),  # a day's Markdown before the day
        *api_routes(services, answers, shell),
        *mail_routes(services, shell),
        *page_routes(services, answers, shell),
    ]


def shell_of(services: WebServices) -> Shell:
    """Masthead and foot as this Paperboy has them."""
    mail = services.mail
    return Shell(
        channels_shown=bool(services.shown), mail=bool(mail and mail.offered), mail_note=mail.note if mail else ""
    )
