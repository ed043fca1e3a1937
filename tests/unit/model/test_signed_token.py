"""A link of ours opens, for its purpose, until it expires; nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.feed_link import channel_of, feed_path, link_key
from bot.errors import UserError
from bot.model.signed_token import opened, signed
from storage.store import open_store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
KEY = b"k" * 32


@given(st.text(max_size=60))
def test_what_was_said_is_what_is_read(said):
    token = signed(KEY, "feed", said, NOW + timedelta(days=1))
    assert opened(KEY, "feed", token, NOW) == said
    assert token.isascii()
    assert not set(token) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")


def test_a_forged_or_foreign_one_is_not_ours():
    token = signed(KEY, "feed", "12", NOW + timedelta(days=1))
    payload, until, signature = token.split(".")
    others = (
        "", "..", "x", "é.0.é", f"{payload}.0.{signature}", f"{payload}.{until}.", f"MTM.{until}.{signature}", token[:-1], f"{token}.", "a" * 2000,
    )  # fmt: skip
    for other in others:
        with pytest.raises(UserError, match="not one of Paperboy's"):
            opened(KEY, "feed", other, NOW)
    for key, purpose in ((b"other", "feed"), (KEY, "unsubscribe")):
        with pytest.raises(UserError, match="not one of Paperboy's"):
            opened(key, purpose, token, NOW)


def test_an_expired_one_is_said_to_be_and_one_without_an_end_is_not():
    token = signed(KEY, "feed", "12", NOW)
    with pytest.raises(UserError, match="has expired; ask for a new one"):
        opened(KEY, "feed", token, NOW)
    assert opened(KEY, "feed", signed(KEY, "feed", "12"), NOW + timedelta(days=9999)) == "12"


async def test_the_key_is_made_once_and_a_channels_feed_is_found_again():
    async with open_store(":memory:", secret_key=b"s" * 32) as store:
        key = await link_key(store.vault)
        assert len(key) == 32
        assert await link_key(store.vault) == key
        path = feed_path(key, 7)
        token = path.removeprefix("/feeds/channel/").removesuffix("/atom")
        assert channel_of(key, token, NOW) == 7
