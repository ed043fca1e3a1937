"""What whoever runs Paperboy writes: the settings file, and channels by their addresses."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property

from adapters.discord.posting.threads import channel_of as discord_channel_of
from adapters.discord.settings import DiscordSettings
from adapters.email.settings import EmailSettings
from adapters.embedding import EmbeddingSettings
from adapters.slack.settings import SlackSettings
from adapters.sources.common.web import WebSettings as AskingSettings
from adapters.sources.rss import RssSettings
from adapters.terminal.place import parse
from adapters.web.settings import WebSettings
from bot.app.admin_notices import admin_address
from bot.channels.feed_link import channel_of
from bot.errors import SettingsError, UserError
from bot.model.delivery import Receipt
from bot.settings import AdapterSettings, PaperboySettings
from bot.settings_file import as_text, named
from tests.fuzz.target import Target

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
GROUPS: tuple[type[AdapterSettings], ...] = (
    *(PaperboySettings, WebSettings, SlackSettings, DiscordSettings, EmailSettings),
    *(RssSettings, AskingSettings, EmbeddingSettings),
)
PLATFORMS = ("slack", "discord", "email", "terminal")


def settings_file(raw: bytes) -> object:
    """All of it, then each group of settings, and what is made of the values."""
    said = named(as_text(raw, "The settings file .env"), ".env")
    made = []
    for group in GROUPS:
        given = {name: said[name.upper()] for name in group.model_fields if name.upper() in said}
        if not given:
            continue
        with suppress(SettingsError):
            settings = group.load(**given)
            made += [getattr(settings, name) for name, each in vars(group).items() if _is_made(each)]
    return made


def _is_made(member: object) -> bool:
    return isinstance(member, property | cached_property)


def channel(text: str) -> object:
    """As typed behind --channel, in PAPERBOY_ADMIN and the public ones, in a feed's address, in a link of Discord."""
    found = list[object]()
    for read in (
        parse,
        lambda text: admin_address(text, lambda: PLATFORMS),
        lambda text: WebSettings.load(paperboy_public_channels=text).public_channels,
        lambda text: channel_of(b"k" * 32, text, NOW),
        lambda text: discord_channel_of(Receipt("1", text), 5),
    ):
        with suppress(UserError, SettingsError):
            found.append(read(text))
    return found


LINES = (
    "SLACK_BOT_TOKEN=xoxb-1\nSMTP_URL=smtps://me:secret@mail.test:465\nMAIL_FROM='Papers <papers@paperboy.test>'\n",
    'RSS_FEEDS=https://a.example/feed.xml,https://b.example\nexport PAPERBOY_PORT="8000" # page\nPAPERBOY_TIMEZONE=UTC\n',
    "PAPERBOY_PUBLIC_CHANNELS=slack:T1:C1\nPAPERBOY_DATABASE=postgresql://me:secret@db.test/x\nPAPERBOY_INWARD=a:80 [::1]:81\n",
)
NAMES = tuple(f"\n{name.upper()}=" for group in GROUPS for name in group.model_fields)
SIGNS = ("'", '"', "${", "}", "#", "\\", "://", "@", "[", "\ufeff", "\r", ":", ",")
PLACES = ("slack:T1:C1", "team a", "email:mail:ada@lab.test", "https://discord.com/channels/1/2/1")
TARGETS = (
    Target("settings file", settings_file, LINES, (*NAMES, *SIGNS), 6, text=False, linear=False),
    Target("addresses of channels", channel, PLACES, (":", "slack:", "::", "/1", ",", "-"), 40),
)
