"""A token that Slack refuses: dead only where Slack gives no other one for it, and no word on the message."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.api.clients import Workspaces
from adapters.slack.api.installations import VaultInstallations
from adapters.slack.api.token_test import token_works
from adapters.slack.posting.sender import SlackSender
from bot.errors import StorageError
from bot.model.channel import Address
from bot.model.delivery import Dead, Delivery, RetryAfter, Scope, State
from tests.each_of import each_of
from tests.fakes.slack_parts import SomeVault

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SENT = Delivery(
    key=1,
    digest=1,
    address=Address("slack", "T1", "C1"),
    part=0,
    token="t",
    state=State.AMBIGUOUS,
    attempts=1,
    first_tried=NOW.replace(hour=8),
)
MESSAGE = {"text": "papers"}


def _said(code):
    data = {"ok": False, "error": code}
    return SlackApiError("", SimpleNamespace(status_code=200, headers={}, data=data, get=data.get))


class Slack(Workspaces):
    """Refuses one token; `exchanged` is what comes of renewing it."""

    def __init__(self, vault, exchanged):
        super().__init__(SimpleNamespace(bot_token=""), VaultInstallations(vault), lambda: NOW)
        self.renewal.active, self._exchanged = True, exchanged

    async def exchange(self, **grant):
        if isinstance(self._exchanged, Exception):
            raise self._exchanged
        return {"access_token": self._exchanged, "refresh_token": "again", "expires_in": 43_200}

    def bare(self, token="", team="", *, pooled=True):
        async def asked(*_, **__):
            if token == "old":
                raise _said("token_expired")
            return {}

        return SimpleNamespace(auth_test=asked, chat_postMessage=asked, api_call=asked)


@pytest.fixture
async def vault():
    kept = SomeVault()
    await VaultInstallations(kept).async_save(
        Installation(
            user_id="U1", team_id="T1", bot_token="old", bot_refresh_token="once", bot_scopes="channels:history"
        )
    )
    return kept


@each_of("unheard", [ConnectionError("lost"), TimeoutError(), _said("ratelimited"), _said("internal_error")])
async def test_a_token_whose_renewal_was_not_heard_of_is_waited_for(vault, unheard):
    slack = Slack(vault, unheard)
    found = await SlackSender(slack).send(SENT, MESSAGE, None)
    assert found == RetryAfter(60.0, "the token has expired, and could not be renewed yet", Scope.WORKSPACE)
    assert await token_works(slack, "T1") is None


async def test_a_token_that_slack_does_not_renew_is_dead(vault):
    slack = Slack(vault, _said("invalid_refresh_token"))
    assert isinstance(await SlackSender(slack).send(SENT, MESSAGE, None), Dead)
    assert await token_works(slack, "T1") is False


async def test_a_workspace_whose_token_is_renewed_lives(vault):
    assert await token_works(Slack(vault, "new"), "T1") is True


async def test_a_refused_token_says_nothing_of_a_message_in_doubt(vault):
    dead, lost = _said("invalid_refresh_token"), ConnectionError("lost")
    assert isinstance(await SlackSender(Slack(vault, dead)).find(SENT, MESSAGE, None, NOW), Dead)
    assert isinstance(await SlackSender(Slack(vault, lost)).find(SENT, MESSAGE, None, NOW), RetryAfter)
    assert isinstance(await SlackSender(Slack(SomeVault(), dead)).find(SENT, MESSAGE, None, NOW), Dead)


async def test_where_the_token_cannot_be_read_nothing_was_sent():
    class Shut(SomeVault):
        async def get(self, platform, workspace, name):
            raise StorageError("The disk is full.")

    sender = SlackSender(Slack(Shut(), "new"))
    waits = RetryAfter(None, "The disk is full.", Scope.WORKSPACE)
    assert await sender.send(SENT, MESSAGE, None) == waits
    assert await sender.find(SENT, MESSAGE, None, NOW) == waits
