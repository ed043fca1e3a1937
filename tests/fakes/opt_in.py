"""Opt-in over a store in memory, with letters that are kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.channels.letter_writer import LetterWriter
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.model.mail_links import MailLink, MailLinks
from bot.ports import Store
from storage.store import open_store
from tests.fakes.letters import FakeLetters
from tests.fakes.platform import FakePlatform


@dataclass
class Addressing:
    """Who asks addresses, what was written to them, and where people are told."""

    store: Store
    links: MailLinks
    opt_in: OptIn
    writer: LetterWriter
    letters: FakeLetters
    chat: FakePlatform
    notices: OwnerNotices

    def followed(self, now: datetime, number: int = -1, link: int = 0) -> MailLink:
        """What a link of a letter says to whoever follows it."""
        return self.links.read(self.letters.token(number, link), now)


@asynccontextmanager
async def open_addressing() -> AsyncIterator[Addressing]:
    """All of it, wired as in the running program."""
    async with open_store(":memory:") as store:
        links, chat, letters = MailLinks("https://papers.example.org"), FakePlatform("slack"), FakeLetters()
        notices = OwnerNotices({"slack": chat.platform()})
        opt_in = OptIn(store, links, notices, zone="Europe/Paris")
        writer = LetterWriter(store, links, opt_in, notices, lambda: letters)
        yield Addressing(store, links, opt_in, writer, letters, chat, notices)
