"""Turns: what a platform counts over all its channels is kept between different ones, too."""

from typing import Any

import pytest

from adapters.discord.api.limits import GLOBAL_RATE
from adapters.discord.api.rate_limit import Throttle
from adapters.discord.posting.sender import DiscordSender
from adapters.email.posting.sender import EmailSender
from adapters.rate_limit import RateLimiter
from adapters.slack.posting.sender import SlackSender
from bot.model.channel import Address
from bot.model.delivery import Scope
from bot.ports import Sender
from tests.fakes.clock import FakeClock

UNUSED: Any = None  # the parts that no turn needs
LONG = 3_600.0  # seconds between two messages: no machine is so slow that another's turn has come


class FreeOutlet:
    """A mail server with a connection for everybody."""

    def free(self) -> int:
        return GLOBAL_RATE


def slack() -> Sender:
    return SlackSender(UNUSED, workspace_interval=LONG)


def mail() -> Sender:
    outlet: Any = FreeOutlet()
    return EmailSender(outlet, UNUSED, UNUSED, UNUSED, RateLimiter(LONG))


def discord() -> Sender:
    """Its clock stands still."""
    monotonic = FakeClock().monotonic
    throttle = Throttle(monotonic=monotonic)
    return DiscordSender(
        UNUSED, throttle, UNUSED, RateLimiter(LONG, monotonic=monotonic), UNUSED, UNUSED, monotonic=monotonic
    )


def scope(sender: Sender, workspace: str, channel: str) -> Scope | None:
    """Of the limit that leaves it no turn."""
    found = sender.turn(Address("any", workspace, channel))
    return found and found.scope


def test_a_workspace_of_slack_has_one_pace_for_all_its_channels() -> None:
    sender = slack()
    assert scope(sender, "w", "a") is None
    assert scope(sender, "w", "b") is Scope.WORKSPACE
    assert scope(sender, "v", "c") is None


@pytest.mark.parametrize("made", [mail, discord])
def test_a_bot_or_mail_server_has_one_pace_for_everything(made: Any) -> None:
    sender = made()
    scopes = [scope(sender, f"w{number}", f"c{number}") for number in range(GLOBAL_RATE)]
    assert scopes[0] is None
    assert set(scopes[1:]) >= {Scope.PLATFORM}
    assert scopes[-1] is Scope.PLATFORM
    assert Scope.CHANNEL not in scopes
