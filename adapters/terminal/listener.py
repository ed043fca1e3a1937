"""The terminal's listener: commands come from the shell (`adapters.terminal.cli`); there is nothing to serve."""

import asyncio
from collections.abc import Sequence
from typing import TextIO

from adapters.terminal.render import to_text
from bot.model.channel import Address, Channel
from bot.model.obstacle import Hindrance
from bot.ports import Finding
from bot.views.blocks import View


class TerminalListener:
    """Shows what is told to a person; everybody at the terminal is the same person."""

    def __init__(self, stream: TextIO, *, width: int, colour: bool) -> None:
        self._stream = stream
        self._width = width
        self._colour = colour

    async def serve(self) -> None:
        """Wait until cancelled."""
        await asyncio.Event().wait()

    async def tell(self, workspace: str, person: str, view: View) -> bool:  # noqa: ARG002 -- see the class
        """Print it."""
        self._stream.write(to_text(view, self._width, colour=self._colour))
        self._stream.flush()
        return True

    async def alive(self, workspace: str) -> bool | None:  # noqa: ARG002 -- there is one
        """The terminal is where Paperboy runs."""
        return True

    async def hindrance(self, channel: Channel) -> Hindrance:  # noqa: ARG002 -- nothing hinders a terminal
        """Never."""
        return Hindrance()

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:  # noqa: ARG002 -- it has none
        """The terminal has no settings of its own."""
        return f"There is no setting {name}: the terminal has none of its own."

    async def check(self, address: Address | None) -> Sequence[Finding]:  # noqa: ARG002 -- every terminal channel is alike
        """A terminal needs nothing."""
        return (Finding("terminal", ok=True, detail="digests are printed where Paperboy runs"),)
