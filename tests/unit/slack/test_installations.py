"""Installations as they are stored: by this slack_sdk, an older one, a newer one, or nobody."""

import json

import pytest

from adapters.slack.api.installations import read_installation
from bot.errors import OperatorError
from tests.each_of import each_of


def test_an_installation_of_a_newer_sdk_is_read_without_what_this_one_does_not_know():
    found = read_installation(json.dumps({"team_id": "T1", "bot_token": "b", "of_next_year": 1}).encode())
    assert (found.team_id, found.bot_token, found.user_id) == ("T1", "b", "")


@each_of("stored", [b"", b"{", b"null", b"[]", b'"x"', b"\xff", b"[" * 9_000])
def test_what_is_no_installation_is_said_with_the_remedy_and_without_its_text(stored):
    with pytest.raises(OperatorError, match="add Paperboy to that workspace again"):
        read_installation(stored)
