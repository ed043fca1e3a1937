"""The adapter's small decisions: options, tags, permissions, custom ids, outcomes of errors, settings."""

import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from aiohttp import client_exceptions

from adapters import discord as adapter
from adapters.discord.api import errors, limits, options, permissions
from adapters.discord.api.places import snowflake
from adapters.discord.listeners.context_menus import papers_in
from adapters.discord.listeners.slash_commands import EXTRAS
from adapters.discord.posting.tags import applied
from adapters.discord.render import buttons
from adapters.discord.settings import DiscordSettings, load
from bot.commands.table import TABLE
from bot.errors import SettingsError, UserError
from bot.model.delivery import Ambiguous, RetryAfter, Scope
from tests.each_of import each_of
from tools.gallery.discord import gallery
from tools.gallery.discord_views import edition


@each_of(
    ("given", "expected"),
    [
        ({}, options.Options()),
        ({"thread": "on", "publish": "Yes"}, options.Options(thread=True, publish=True)),
        ({"thread": "off", "publish": ""}, options.Options()),
        ({"tags": " AI, ,ML "}, options.Options(tags=("AI", "ML"))),
        ({"mention": "<@&300000000000000001>"}, options.Options(mention=300000000000000001)),
        ({"mention": "300000000000000001"}, options.Options(mention=300000000000000001)),
        ({"mention": "off"}, options.Options()),
        ({"mention": "<@300000000000000001>"}, options.Options()),
    ],
)
def test_a_channels_own_settings_are_read(given: dict[str, str], expected: options.Options) -> None:
    assert expected == options.of(edition(**given).channel)


def test_every_own_setting_is_an_option_of_the_settings_command() -> None:
    named = {name for name in vars(options).values() if isinstance(name, str) and name.startswith("discord.")}
    assert {name for name, *_ in EXTRAS.values()} == named
    (settings,) = (command for command in TABLE if command.name == "settings")
    assert not {parameter.name for parameter in settings.parameters} & set(EXTRAS)
    assert len(settings.parameters) + len(EXTRAS) <= limits.SUBCOMMANDS


def test_the_table_fits_discords_limits() -> None:
    assert len({command.path[0] for command in TABLE if command.path}) <= limits.SUBCOMMANDS
    for command in TABLE:
        assert len(command.help) <= limits.DESCRIPTION
        assert all(len(parameter.help) <= limits.DESCRIPTION for parameter in command.parameters)


def test_tags_are_found_by_name_or_id_and_at_most_five() -> None:
    tags = [SimpleNamespace(name=f"T{n}", id=n) for n in range(9)]
    forum = cast("discord.ForumChannel", SimpleNamespace(available_tags=tags))
    assert applied(forum, ("t1", "#T2", "3", "absent")) == tags[1:4]
    assert len(applied(forum, [f"t{n}" for n in range(9)])) == limits.TAGS


def test_the_invite_asks_for_nothing_without_a_reason() -> None:
    assert permissions.LEAST.value.bit_count() == len(permissions.REASONS)
    assert all(permissions.REASONS.values())
    for kind in permissions.SPEAKABLE:
        assert set(permissions.needed(kind)) <= set(permissions.REASONS)


def test_missing_permissions_have_the_names_that_discord_shows() -> None:
    allowed = discord.Permissions(view_channel=True)
    assert permissions.missing(allowed, discord.ChannelType.public_thread) == [
        "Send Messages in Threads",
        "Read Message History",
    ]


def test_a_command_stands_in_its_button_or_is_kept_by_its_hash() -> None:
    commands = buttons.Commands()
    assert commands.encode("save arxiv:1") == "p:1:save arxiv:1"
    long = "search " + "😀" * 60
    again = commands.encode(long)
    assert again == f"h:2:{buttons.digest(long)}"
    assert commands.long == {buttons.digest(long): long}


@each_of("text", ["general", "", "-1", "1" * 30, "１２３", "1; drop"])
def test_what_is_no_id_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="no id"):
        snowflake(text)


@each_of(
    ("error", "expected"),
    [
        (discord.RateLimited(31.5), RetryAfter(31.5, "Discord's rate limit")),
        (aiohttp.ServerDisconnectedError(), Ambiguous("no answer from Discord (ServerDisconnectedError)")),
        (TimeoutError(), Ambiguous("no answer from Discord (TimeoutError)")),
        (ConnectionResetError(54, "reset"), Ambiguous("no answer from Discord (ConnectionResetError)")),
        (errors.OneTryError(502), Ambiguous("no answer from Discord (HTTP 502)")),
    ],
)
def test_each_family_of_errors_has_its_outcome(error: Exception, expected: object) -> None:
    assert expected == errors.outcome(error)


def test_a_refused_login_says_which_setting() -> None:
    found = errors.outcome(discord.LoginFailure("Improper token has been passed."))
    assert isinstance(found, RetryAfter)
    assert found.scope is Scope.PLATFORM


def test_an_unclear_answer_to_what_posts_nothing_is_asked_again() -> None:
    assert isinstance(errors.unsent(TimeoutError()), RetryAfter)


def test_every_error_of_the_client_library_is_in_a_family() -> None:
    for module in (discord, client_exceptions):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            # WSMessageTypeError is a mistake in reading a websocket, never an answer to a request
            if issubclass(kind, Exception) and not issubclass(
                kind, (Warning, client_exceptions.WSMessageTypeError)
            ):
                assert issubclass(kind, errors.FAMILIES), name


def message(**more: Any) -> discord.Message:
    given = {"components": [], "content": "", "embeds": []} | more
    return cast("discord.Message", SimpleNamespace(**given))


@each_of(
    ("content", "found"),
    [
        ("https://arxiv.org/abs/2106.09685v2 and https://huggingface.co/papers/1706.03762", 2),
        ("(https://arxiv.org/pdf/2106.09685)", 1),
        ("https://example.org/abs/1", 0),
        ("", 0),
    ],
)
def test_papers_are_found_by_their_links(content: str, found: int) -> None:
    assert len(papers_in(message(content=content))) == found


def test_it_is_configured_by_its_token_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not adapter.configured()
    monkeypatch.setenv("DISCORD_TOKEN", " some.token ")
    assert adapter.configured()
    assert load().token == "some.token"
    assert "some.token" not in repr(load())


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_SHARDS", "minus")
    with pytest.raises(SettingsError, match="DISCORD_SHARDS"):
        load()


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in DiscordSettings.model_fields.values())


def test_the_gallery_can_be_written_twice(tmp_path: Path) -> None:
    assert gallery(tmp_path) == gallery(tmp_path)
