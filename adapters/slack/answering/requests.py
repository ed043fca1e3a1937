"""Requests: makes a request of what came from Slack, asks the desk, and always has a sentence to answer."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.slack.answering.homes import Homes
from adapters.slack.answering.typed import as_meant
from adapters.slack.api.users import Users
from adapters.slack.registered import COMMAND
from bot.model.channel import Address
from bot.ports import Clock, Desk
from bot.ports.request import Choice, Filled, Person, Reply, Request, Step
from bot.views.blocks import Note, Tone, View
from bot.views.hints import hinted, spoken

log = logging.getLogger(__name__)

COMPLETION = 2.5  # seconds; Slack takes options for 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: workspace, channel, their user id, and the channel's name if Slack told it."""

    workspace: str
    channel: str
    user: str
    name: str = ""

    @property
    def address(self) -> Address:
        """The channel's address."""
        return Address("slack", self.workspace, self.channel)

    @property
    def personal(self) -> bool:
        """Whether it is a direct message."""
        return self.channel.startswith("D")


class Requests:
    """Between Slack's words and the desk's."""

    def __init__(self, desk: Desk, users: Users, clock: Clock, homes: Homes) -> None:
        self._desk = desk
        self._users = users
        self._homes = homes
        self._clock = clock

    async def typed(self, place: Place, text: str) -> Reply:
        """Answer a text as a person typed it."""
        return await self.answer(place, as_meant(text).removeprefix(COMMAND).strip())

    async def answer(self, place: Place, text: str = "", command: str = "", **arguments: str) -> Reply:
        """Answer a command's text, or a command with its arguments."""
        request = await self.request(place, text, command, arguments)
        try:
            return self._noted(place, await self._desk.answer(request))
        except Exception as error:
            log.exception("slack_answer_failed", extra={"error": type(error).__name__})
            return sorry("Something went wrong on Paperboy's side, and whoever runs it can see it in the log.")

    async def fill_in(self, place: Place, steps: Sequence[Step]) -> Filled:
        """Carry a form out, whole or not at all."""
        request = await self.request(place, "", "", {})
        try:
            filled = await self._desk.fill_in(request, steps)
        except Exception as error:
            log.exception("slack_form_failed", extra={"error": type(error).__name__})
            return Filled(sorry("Something went wrong on Paperboy's side; nothing was changed."))
        self._noted(place, filled.reply)
        return filled

    def _noted(self, place: Place, reply: Reply) -> Reply:
        if reply.public:
            self._homes.changed(place.workspace)
        return reply

    async def complete(self, place: Place, command: str, parameter: str, typed: str) -> Sequence[Choice]:
        """Completions, none if they take too long."""
        try:
            async with asyncio.timeout(COMPLETION):
                request = await self.request(place, "", command, {})
                return await self._desk.complete(request, parameter, as_meant(typed))
        except TimeoutError:
            return ()
        except Exception as error:
            log.exception("slack_completion_failed", extra={"error": type(error).__name__})
            return ()

    async def person(self, place: Place) -> Person:
        """Who is there."""
        return await self._users.person(place.workspace, place.user)

    async def request(self, place: Place, text: str, command: str, arguments: Mapping[str, str]) -> Request:
        """The request; in a direct message the asker manages, elsewhere anyone may unless the channel says not."""
        return Request(
            address=place.address,
            person=await self.person(place),
            now=self._clock.now(),
            text=text,
            command=command,
            arguments=dict(arguments),
            channel_name=place.name,
            open_by_default=True,
            personal=place.personal,
        )


def sorry(sentence: str) -> Reply:
    """A polite sentence for the asker alone."""
    return Reply(View((Note(hinted(sentence), Tone.WARNING),), spoken(sentence)), public=False, ok=False)
