"""One process's adapter of a simulated platform."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from adapters.rate_limit import RateLimiter
from bot.model.channel import Address, Channel
from bot.model.delivery import (
    Dead,
    Delivery,
    Lookup,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    Unknown,
)
from bot.model.digest import Edition
from bot.model.obstacle import Hindrance
from bot.ports import Finding, Message, NotYet
from bot.views.blocks import PaperCard, View
from tests.simulation.calls import Call, drawn
from tests.simulation.chat import CHANNEL_EVERY, WIDE, Chat
from tests.simulation.clock import SimulatedClock
from tests.simulation.discord_token import DiscordToken
from tests.simulation.slack_tokens import SlackDoor

NEVER = datetime.max.replace(tzinfo=UTC)


def of_all(chat: Chat, clock: SimulatedClock) -> RateLimiter:
    """The limit that is wider than a channel's."""
    return RateLimiter(chat.wide_every, monotonic=clock.monotonic)


class SimulatedChat:
    """Sender and listener. `number`: which life of the process it is."""

    def __init__(
        self,
        chat: Chat,
        clock: SimulatedClock,
        alive: Callable[[], bool],
        number: int,
        *,
        slack: SlackDoor | None = None,
    ) -> None:
        self._slack = slack
        self._discord = DiscordToken(chat, clock) if chat.reset.spans and chat.name == "discord" else None
        self._chat, self._clock, self._alive, self._life = chat, clock, alive, number
        self._pace = RateLimiter(CHANNEL_EVERY, monotonic=clock.monotonic)
        self._wide = of_all(chat, clock)
        self.told: list[tuple[str, str]] = []

    # --- Sender

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        papers = [block.id for block in view.blocks if isinstance(block, PaperCard)]
        size = 3 if plain else 2
        parts = [papers[first : first + size] for first in range(0, len(papers), size)] or [[]]
        return [{"papers": part, "plain": plain, "said": view.summary} for part in parts]

    def turn(self, address: Address) -> NotYet | None:
        scope = WIDE[self._chat.name]
        together = address.workspace if scope is Scope.WORKSPACE else ""
        if wait := self._wide.wait(together):
            self._chat.met[f"a limit of the {scope.value}"] += 1
            return NotYet(wait, scope)
        if wait := self._pace.wait(address):
            self._chat.met["a limit of the channel"] += 1
            return NotYet(wait)
        self._wide.take(together)
        self._pace.take(address)
        return None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        self._living()

        async def post() -> Outcome:
            return await self._post(delivery, message, root)

        if self._slack is not None:
            return await self._slack.send(delivery, message, root, post)
        return await (post() if self._discord is None else self._discord.send(post))

    async def _post(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        chat, address, now = self._chat, delivery.address, self._clock.true()
        chat.pace(address, self._life, now.timestamp())
        if (root is None) != (delivery.part == 0):
            chat.violations.append(f"{address.channel}: part {delivery.part} with root {root}")
        call = self._no(address, message, now) or drawn(*chat.draw(delivery, now))
        outcome = call.outcome
        if call.stored_after is not None:
            at = now + timedelta(seconds=call.stored_after)
            number = chat.store(delivery, message, now, at, self._clock.now())
            outcome = outcome or Sent(Receipt(number, f"https://chat.example/{number}"))
        await asyncio.sleep(call.seconds)
        self._living()
        if isinstance(outcome, RetryAfter):
            chat.told(address, self._life, outcome, self._clock.true().timestamp())
        if outcome is None:
            raise RuntimeError("the adapter broke")
        return outcome

    def _no(self, address: Address, message: Message, now: datetime) -> "Call | None":
        """What the platform says to anything that comes there now."""
        if self._chat.dead.hold(address.workspace, now):
            return Call(0.1, Dead("account_inactive", "Install Paperboy again."))
        if now >= self._chat.deleted.get(address.channel, NEVER):
            return Call(0.1, Refused("channel_not_found", "Invite Paperboy to another channel.", gone=True))
        if self._chat.refused.hold(address.channel, now):
            return Call(0.1, Refused("is_archived", "Unarchive the channel."))
        if not message["plain"] and self._chat.poison.intersection(message["papers"]):
            return Call(0.1, Rejected("invalid_blocks"))
        return None

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        self._living()

        async def look() -> Lookup:
            return await self._look(delivery)

        if self._slack is not None:
            return await self._slack.find(delivery, message, root, look)
        return await (look() if self._discord is None else self._discord.find(look))

    async def _look(self, delivery: Delivery) -> Lookup:
        chat, true = self._chat, self._clock.true()
        chance = random.Random(
            f"{chat.seed}/find/{delivery.token}/{chat.tries[delivery.token]}/{true.isoformat()}"
        )
        await asyncio.sleep(0.1)
        if chat.dead.hold(delivery.address.workspace, true):
            return Dead("account_inactive", "Install Paperboy again.")
        if not chat.history:
            return Unknown("no scope for the history")
        if chat.rough.hold(delivery.address.channel, true) and chance.random() < 0.3:
            if chance.random() < 0.3:
                raise RuntimeError("the adapter broke")
            return RetryAfter(chance.choice([None, 10.0, 60.0]), "ratelimited")
        number = chat.shown(delivery.token, self._clock.true())
        self._living()
        if number is None and any(known.token == delivery.token for known in chat.messages):
            chat.met["stored, and not yet in the history"] += 1
        return Sent(Receipt(number)) if number else NotThere()

    def _living(self) -> None:
        if not self._alive():
            raise ConnectionError("the process is dead")

    # --- Listener

    async def serve(self) -> None:
        await asyncio.Event().wait()

    async def tell(self, workspace: str, person: str, view: View) -> bool:
        if self._slack is not None and not await self._slack.alive(workspace):
            return False
        self.told.append((workspace, person))
        return True

    async def alive(self, workspace: str) -> bool | None:
        self._living()
        if self._slack is not None and (alive := await self._slack.alive(workspace)) is not True:
            return alive
        return not self._chat.dead.hold(workspace, self._clock.true())

    async def hindrance(self, channel: Channel) -> Hindrance:
        return Hindrance()

    async def without_effect(self, channel: Channel, name: str, value: str) -> str:
        return ""

    async def check(self, address: Address | None) -> Sequence[Finding]:
        return []
