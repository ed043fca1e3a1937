"""Settings: what is half set up and what is no setting at all is told by name."""

import pytest

from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings
from bot.app.settings_report import SettingsReport, nearest, unknown_settings
from bot.ports import SetUp
from docs.tables import all_settings
from tests.each_of import each_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def known():
    return [name.upper() for group in all_settings() for name in group.model_fields]


@each_of(
    ("written", "meant"),
    [
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("PAPERBOY_SOURCE", "PAPERBOY_SOURCES"),
        ("PAPERBOY_TIMEZONE", "PAPERBOY_ZONE"),
        ("PAPERBOT_ZONE", "PAPERBOY_ZONE"),
        ("SLACK_SIGNING_KEY", "SLACK_SIGNING_SECRET"),
        ("PAPERBOY_TZ", "PAPERBOY_ZONE"),
        ("PAPERBOY_DB", "PAPERBOY_DATABASE"),
        ("RSS_URL", "RSS_FEEDS"),
        ("SMTP_HOST", "SMTP_URL"),
        ("PAPERBOY_COLOUR", ""),
        ("COMPOSE_PROJECT_NAME", ""),
    ],
)
def test_the_setting_that_may_be_meant(known, written, meant):
    assert nearest(written, known) == meant


def test_only_what_can_be_meant_for_paperboy_is_spoken_of(known):
    environment = {
        "PATH": "/bin",
        "SLAK_BOT_TOKEN": "x",
        "SLACKWARE_VERSION": "1",
        "SLACK_WEBHOOK": "x",
        "PAPERBOY_SOURCE": "arxiv",
        "DISCORD_TOKEN_FILE": "x",
    }
    dotenv = {
        "COMPOSE_PROJECT_NAME": "p",
        "DISCROD_TOKEN": "x",
        "DISCORD_BOT_TOKEN_FILE": "y",
        "SLACK_BOT_TOKEN": "z",
    }
    found = unknown_settings(environment, dotenv, known)
    assert [(each.name, each.near, each.certain) for each in found] == [
        ("DISCORD_BOT_TOKEN_FILE", "DISCORD_TOKEN_FILE", True),
        ("DISCROD_TOKEN", "DISCORD_TOKEN", True),
        ("PAPERBOY_SOURCE", "PAPERBOY_SOURCES", True),
        ("SLACK_WEBHOOK", "", False),
        ("SLAK_BOT_TOKEN", "SLACK_BOT_TOKEN", True),
    ]
    report = SettingsReport(unknown=found)
    assert "There is no setting PAPERBOY_SOURCE; did you mean PAPERBOY_SOURCES?" in list(report.said())
    assert not any("SLACK_WEBHOOK" in sentence for sentence in report.said()), "it may be another program's"
    assert [finding.ok for finding in report.findings()] == [True, False, False, False, None, False]


def test_every_platform_is_on_off_or_half_set_up():
    report = SettingsReport(
        (
            SetUp("discord", on=False),
            SetUp("slack", on=False, missing="SLACK_APP_TOKEN is missing."),
            SetUp("terminal", on=True),
        ),
        database="/data/paperboy.db",
    )
    assert list(report.said()) == [
        "The database is /data/paperboy.db.",
        "Platforms: discord off, slack half set up, terminal on.",
        "Slack: SLACK_APP_TOKEN is missing.",
    ]
    assert [(f.ok, f.fix) for f in report.findings()] == [
        (True, ""),
        (False, "SLACK_APP_TOKEN is missing."),
    ]


@each_of(
    ("given", "missing"),
    [
        ({}, ""),
        ({"bot_token": "b", "app_token": "a"}, ""),
        ({"client_id": "i", "client_secret": "c", "signing_secret": "s"}, ""),
        ({"bot_token": "b"}, "SLACK_APP_TOKEN is missing"),
        ({"app_token": "a"}, "SLACK_BOT_TOKEN is missing"),
        ({"signing_secret": "s"}, "SLACK_BOT_TOKEN is missing"),
        ({"client_id": "i", "signing_secret": "s"}, "SLACK_CLIENT_SECRET is missing"),
        ({"client_secret": "c", "bot_token": "b", "app_token": "a"}, "SLACK_CLIENT_ID is missing"),
        ({"client_id": "i", "client_secret": "c"}, "SLACK_APP_TOKEN is missing"),
    ],
)
def test_half_of_slack_is_told(given, missing):
    settings = SlackSettings.load(**{f"slack_{name}": value for name, value in given.items()})
    assert settings.missing.startswith(missing)
    assert bool(settings.missing) == bool(missing)


@each_of(
    ("given", "missing"),
    [({}, ""), ({"discord_token": "t"}, ""), ({"discord_manager_role": "staff"}, "DISCORD_TOKEN is missing")],
)
def test_half_of_discord_is_told(given, missing):
    assert DiscordSettings.load(**given).missing.startswith(missing)
    assert bool(DiscordSettings.load(**given).missing) == bool(missing)
