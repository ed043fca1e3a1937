"""Taking turns as the dispatcher does, for tests and benches that send without one."""

import asyncio

from bot.model.channel import Address
from bot.ports import Sender


async def turn(sender: Sender, address: Address) -> None:
    """Wait until the sender's limits allow one more message there, and take the turn."""
    while (wait := sender.turn(address)) is not None:  # noqa: ASYNC110 -- the sender says when to ask again
        await asyncio.sleep(wait.seconds)
