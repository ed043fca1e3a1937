"""How a digest reaches the terminal: printed, flushed, and that is the receipt."""

from collections.abc import Sequence
from datetime import datetime
from typing import TextIO

from adapters.terminal.place import shown
from adapters.terminal.render import to_text
from adapters.terminal.speech import AS_JSON, json_line
from bot.model.delivery import Ambiguous, Delivery, Lookup, Outcome, Receipt, Sent, Unknown
from bot.model.digest import Edition
from bot.ports import Message
from bot.views.blocks import View


class TerminalSender:
    """Prints to a stream; `width` and `colour` are those of the terminal it leads to."""

    def __init__(self, stream: TextIO, *, width: int, colour: bool) -> None:
        self._stream = stream
        self._width = width
        self._colour = colour

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        """One message: a terminal has no limits."""
        channel = shown(edition.channel.address) if edition else ""
        return ({"text": to_text(view, self._width, colour=self._colour and not plain, channel=channel)},)

    def turn(self, address: object) -> None:
        """A terminal never asks to wait."""

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:  # noqa: ARG002 -- a terminal has no threads
        """Print it."""
        try:
            text = message["text"]
            said = {"channel": delivery.address.channel, "text": text}
            self._stream.write(json_line("digest", "info", said) if AS_JSON.get() else text)
            self._stream.flush()
        except (OSError, ValueError) as error:  # the pipe's reader left, or the stream is closed
            return Ambiguous(f"the terminal went away while printing ({error})")
        return Sent(Receipt(message_id=delivery.token))

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:  # noqa: ARG002 -- nothing to look in
        """A terminal keeps no history."""
        return Unknown("it was being printed when Paperboy stopped, and a terminal keeps no history")
