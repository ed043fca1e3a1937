"""An address's own page, and the commands that links carry: all of it is done by the desk, as in a chat."""

from datetime import timedelta
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from adapters.web.answers.content import Content
from adapters.web.forms import field, form, uncached
from adapters.web.mail.asking import NO_INDEX
from adapters.web.mail.reader import as_reader
from adapters.web.pages.html import render
from adapters.web.pages.shell import Shell
from adapters.web.pages.view_html import form_button, link_button, view_html
from adapters.web.services import Mail, WebServices
from bot.commands.parsing import Call, parse
from bot.commands.table import TABLE
from bot.commands.typed_schedule import DAYS
from bot.errors import UserError
from bot.model.channel import MAX_PICKS, Channel
from bot.model.email_address import email_of
from bot.model.mail_links import MailLink, Verb
from bot.papers.identity import ids_named
from bot.ports.request import Reply
from bot.views.blocks import Button, Note, PaperCard, Tone, View
from bot.views.card import card

LASTS: Final = timedelta(days=1)  # a link on a page; the one in the mail lasts longer
# What a page asks before it does what a link says: a heading, and the button's label.
ASKS: Final = {
    "save": ("Save this paper?", "Save it"),
    "unsave": ("Take this paper off the saved ones?", "Take it off"),
    "hide": ("Is this paper not relevant to you?", "Not relevant"),
    "unhide": ("Is this paper relevant after all?", "Relevant after all"),
    "vote": ("Vote for this paper?", "Vote"),
    "pause": ("A pause for your papers?", "Pause"),
    "resume": ("Papers again?", "Resume"),
    "subscribe": ("One more keyword?", "Subscribe"),
    "unsubscribe": ("One keyword fewer?", "Unsubscribe from it"),
    "now": ("The next papers now?", "Send them now"),
}

OF_A_TEAM: Final = {"vote", "unvote", "discuss"}  # nobody else reads what comes to an address


class OwnPage:
    """Shows and changes what an address gets."""

    def __init__(self, services: WebServices, shell: Shell, mail: Mail) -> None:
        self._services, self._shell, self._mail = services, shell, mail

    def path(self, channel: Channel) -> str:
        """The page's path, for a day."""
        return self._path(MailLink(Verb.MANAGE, channel.key))

    async def manage(self, link: MailLink, _token: str, request: Request) -> Response:
        """The page; a form of it is a command with typed arguments."""
        channel = await self._mail.opt_in.channel(link.of)
        if request.method != "POST":
            return await self.shown(channel)
        command, arguments = _typed(await form(request))
        asked = as_reader(channel, self._services.now, command=command, arguments=arguments)
        reply = await self._mail.desk.answer(asked)
        return await self.shown(await self._mail.opt_in.channel(link.of), reply)

    async def command(self, link: MailLink, token: str, request: Request) -> Response:
        """What a button in a mail says: what only shows is shown, what changes something is asked for first."""
        channel, call = await self._mail.opt_in.channel(link.of), parse(link.command, TABLE)
        if request.method != "POST" and not call.reads:
            return await self._asks(channel, call, token)
        reply = await self._mail.desk.answer(as_reader(channel, self._services.now, text=link.command))
        return self._answered(channel, reply)

    async def shown(self, channel: Channel, reply: Reply | None = None, said: str = "") -> Response:
        """The page as it is now, below what was just done."""
        store = self._services.store
        page = render(
            "mail/own",
            **self._shell.values,
            here="",
            said=said,
            answer=self._html(reply.view, channel) if reply else "",
            shown=email_of(channel.address).masked,
            channel=channel,
            days=list(enumerate(DAYS)),
            queries=[each.query for each in await store.channels.subscriptions(channel.key)],
            most_picks=MAX_PICKS,
            own=self.path(channel),
            stop=self._path(MailLink(Verb.UNSUBSCRIBE, channel.key)),
            looks=[
                (label, self._path(MailLink(Verb.COMMAND, channel.key, text)))
                for label, text in (("What the next mail would hold", "preview"), ("Saved papers", "saved"))
            ],
        )
        return uncached(Content(page, status=200 if reply is None or reply.ok else 400), **NO_INDEX)

    async def _asks(self, channel: Channel, call: Call, token: str) -> Response:
        heading, label = ASKS.get(call.command.name, ("Do this?", "Do it"))
        page = render(
            "mail/command",
            **self._shell.values,
            here="",
            heading=heading,
            label=label,
            text=call.text,
            paper=await self._paper(call.arguments.get("paper", "")),
            token=token,
            own=self.path(channel),
        )
        return uncached(Content(page), **NO_INDEX)

    def _answered(self, channel: Channel, reply: Reply) -> Response:
        page = render(
            "mail/answer",
            **self._shell.values,
            here="",
            heading=_heading(reply),
            answer=self._html(reply.view, channel),
            own=self.path(channel),
        )
        return uncached(Content(page, status=200 if reply.ok else 400), **NO_INDEX)

    async def _paper(self, named: str) -> PaperCard | None:
        ids = ids_named(named[:300]) if named else ()
        found = await self._services.store.papers.by_id(ids) if ids else ()
        return card(found[0]) if found else None

    def _html(self, view: View, channel: Channel) -> Markup:
        def offered(button: Button) -> Markup:
            try:
                call = parse(button.command, TABLE)
                if call.command.name in OF_A_TEAM:
                    return Markup("")
                path = self._path(MailLink(Verb.COMMAND, channel.key, button.command))
            except UserError:  # too long for a link
                return Markup("")
            return link_button(button.label, path) if call.reads else form_button(button.label, path)

        return view_html(view, offered)

    def _path(self, link: MailLink) -> str:
        return self._mail.links.path(link, self._services.now + LASTS)


def _heading(reply: Reply) -> str:
    """What was shown; of what was done only whether it was, since the answer says the rest."""
    notes = [each for each in reply.view.blocks if isinstance(each, Note)]
    if (notes and notes[0].tone in {Tone.GOOD, Tone.ERROR}) or not reply.ok:
        return "Done" if reply.ok else "Not done"
    return reply.view.summary


def _typed(said: Any) -> tuple[str, dict[str, str]]:
    """A form of the page as a command of the table; UserError for what no form of it says."""
    match field(said, "do"):
        case "schedule":
            days = ",".join(day for day in said.get("day", ()) if day in DAYS)
            if not days:
                raise UserError("Choose a day at least; for none at all there is the pause.")
            return "schedule", {"at": field(said, "at"), "days": days, "zone": field(said, "zone")}
        case "subscribe" | "unsubscribe" as command:
            return command, {"query": field(said, "query")}
        case "picks":
            return "settings", {"picks": field(said, "picks")}
        case "pause":
            return "pause", {"until": "1w"}
        case "resume":
            return "resume", {}
        case _:
            raise UserError("That is no form of this page.")
