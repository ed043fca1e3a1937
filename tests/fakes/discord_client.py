"""Paperboy's client of Discord by itself, as simcord runs it."""

from adapters.discord.answering.replies import Replies
from adapters.discord.api.rate_limit import Throttle
from adapters.discord.api.traffic import Invalid
from adapters.discord.client import PaperboyClient
from adapters.discord.listeners.reactions import ReactionEvents
from adapters.discord.listeners.server_events import Events
from adapters.rate_limit import RateLimiter
from tests.fakes.discord_parts import Insides


def bot_of(insides: Insides, role: str = "") -> PaperboyClient:
    """Around these insides; `role` manages, too."""
    replies = Replies(
        insides.desk, insides.lifecycle, insides.adapter_facts, insides.parts().clock, manager_role=role
    )
    events = Events(insides.lifecycle, insides.adapter_facts, insides.parts().clock, lambda _: None)
    return PaperboyClient(
        replies,
        events,
        ReactionEvents(None, insides.parts().clock),
        throttle=Throttle(),
        invalid=Invalid(),
        channels=RateLimiter(1.0),
        shards=1,
    )
