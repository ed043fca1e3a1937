"""Which emoji save, vote and hide: typed as people type them, told as platforms tell them, one meaning each."""

from dataclasses import replace
from datetime import date

import pytest

from bot.commands import signs
from bot.commands.handlers.setup_json import read_setup, written
from bot.commands.reactions import Reactions
from bot.errors import UserError
from bot.model.channel import Address, Channel, Settings
from bot.text.emoji_names import emoji
from storage import open_store
from tests.each_of import each_of

HERE = Address("slack", "T1", "C1")


@each_of(
    ("typed", "known"),
    [
        ("⭐", "⭐"),
        (":star:", "⭐"),
        (":STAR:", "⭐"),
        (":thumbsup::skin-tone-3:", "👍"),
        (":+1::skin-tone-6:", "👍"),
        ("👍🏽", "👍"),
        ("❤️", "❤"),
        (":heart:", "❤"),
        (":papers:", ":papers:"),
        (":Papers:", ":papers:"),
        ("star", ""),
        ("", ""),
        ("⭐⭐", ""),
        ("::", ""),
        (":a b:", ""),
    ],
)
def test_an_emoji_has_one_form_however_it_is_written(typed, known):
    assert emoji(typed) == known


def test_what_is_typed_takes_the_place_of_the_usual_sign_and_default_brings_it_back():
    found = signs.changed(Settings(), "save_emoji", ":star:, 📚")
    assert found.save_emoji == ("⭐", "📚")
    assert signs.in_words(found) == "⭐ 📚 saves, 👍 votes, 👎 means not relevant"
    assert signs.changed(found, "save_emoji", "default") == Settings()


@each_of(
    ("setting", "typed", "said"),
    [
        ("save_emoji", "star", "“star” is no emoji"),
        ("vote_emoji", "👎", "👎 cannot do two things"),
        ("hide_emoji", "🐀 🐁 🐂 🐃 🐄 🐅", "at most 5"),
    ],
)
def test_what_cannot_be_is_said(setting, typed, said):
    with pytest.raises(UserError, match=said):
        signs.changed(Settings(), setting, typed)


def test_a_set_up_takes_its_signs_along():
    channel = Channel(
        key=1, address=HERE, name="x", since=date(2026, 1, 1), settings=Settings(save_emoji=("⭐", ":papers:"))
    )
    fresh = Channel(key=2, address=HERE, name="y", since=date(2026, 1, 1))
    assert read_setup(written(channel, ()), fresh, ()).settings == channel.settings
    with pytest.raises(UserError, match="cannot do two things"):
        read_setup('{"settings": {"save_emoji": "👍"}}', fresh, ())


async def test_a_sign_means_what_the_channel_says_also_after_it_was_stored():
    async with open_store(":memory:") as store:
        reactions = Reactions(store, lambda channel, paper: None)
        assert await reactions.sign(HERE, "👍") == "", "nobody set this channel up"
        home = await store.channels.create(Channel(key=0, address=HERE, name="x", since=date(2026, 1, 1)))
        assert [await reactions.sign(HERE, each) for each in ("🔖", ":+1:", "👎", "🎉")] == [
            "save",
            "vote",
            "hide",
            "",
        ]
        other = Settings(vote_emoji=(":papers:",))
        await store.channels.change(home.key, lambda it: replace(it, settings=other))
        assert await reactions.sign(HERE, ":Papers:") == "vote"
        assert await reactions.sign(HERE, "👍") == ""
