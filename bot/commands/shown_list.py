"""Which list of subscriptions a person was shown last, so that a number names what they saw.

Only short digests of the queries are kept, no text: nothing of a workspace's own stays behind when it is removed.
"""

from collections.abc import Sequence
from hashlib import blake2b

from bot.commands.context import Asked
from bot.model.channel import Subscription

_OWNER = "list"  # under which the facts are kept


async def remember(asked: Asked, subscriptions: Sequence[Subscription]) -> None:
    """The person has been shown these."""
    new, name = " ".join(_digest(each.query) for each in subscriptions), _name(asked)
    if await asked.store.adapter_facts.read(_OWNER, name) != new:
        await asked.store.adapter_facts.write(_OWNER, name, new)


async def seen_as(asked: Asked, number: int, had: Sequence[Subscription]) -> tuple[bool, Subscription | None]:
    """Whether the person was shown that number, and what it named, if that is still subscribed to."""
    shown = (await asked.store.adapter_facts.read(_OWNER, _name(asked)) or "").split()
    if not 0 < number <= len(shown):
        return False, None
    return True, next((each for each in had if _digest(each.query) == shown[number - 1]), None)


def _name(asked: Asked) -> str:
    return f"{asked.channel.key}:{_digest(asked.person)}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
