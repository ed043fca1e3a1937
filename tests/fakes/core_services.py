"""The core's side of any platform, in memory."""

from bot.model.mail_links import MailLinks
from bot.ports import CoreServices
from tests.fakes.discord_parts import FakeAdapterFacts, FakeDesk, FakeLifecycle
from tests.fakes.slack_parts import SomeClock, SomeJournal, SomeVault
from tests.fakes.workers import Alone


def core_services() -> CoreServices:
    """A desk that repeats what was asked, a lifecycle that remembers, facts, secrets and events in memory."""
    return CoreServices(
        desk=FakeDesk(),
        lifecycle=FakeLifecycle(),
        vault=SomeVault(),
        adapter_facts=FakeAdapterFacts(),
        journal=SomeJournal(),  # type: ignore[arg-type] -- an adapter asks whether an event is new, and no more
        clock=SomeClock(),
        workers=Alone(),
        mail_links=MailLinks("https://paperboy.test", b"k" * 32),
    )
