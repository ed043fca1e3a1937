"""A stand-in on the loopback for every platform: `tests/standins/<platform>.py` with `running()`.

The platform suite (tests/contract/test_platform_delivery.py) finds it by the platform's name and fails for a platform
that has none.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import Any, cast

from bot.model.channel import Address


class Trouble(Enum):
    """What the next message to a channel meets."""

    DROP_BEFORE = "the connection drops before the message is stored"
    DROP_AFTER = "the message is stored, then the connection drops"
    UNAVAILABLE = "HTTP 503"
    SLOW_DOWN = "HTTP 429, in two seconds"


SLOW_DOWN_SECONDS = 2


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """What the suite needs of a platform's other side. What a platform has not is None, and its tests are skipped.

    `settings` is the environment in which the adapter reaches it, `absent` one in which nobody is there. `here` is a
    channel that takes messages, `gone` one that is not there. `said` and `told`: whole messages in `here`, and to
    `person`, as they were stored, in order. `trouble` scripts the next message's; `unreachable` makes `person` so.
    """

    settings: Mapping[str, str]
    absent: Mapping[str, str] | None
    here: Address
    gone: Address | None
    person: str
    said: Callable[[], list[str]]
    told: Callable[[], list[str]]
    trouble: Callable[[Trouble], None] | None = None
    troubles: frozenset[Trouble] = field(default_factory=lambda: frozenset(Trouble))
    unreachable: Callable[[], None] | None = None


def running(name: str) -> AbstractAsyncContextManager[StandIn]:
    """The stand-in of that platform, on a free port."""
    module: Any = import_module(f"tests.standins.{name}")
    return cast("AbstractAsyncContextManager[StandIn]", module.running())
