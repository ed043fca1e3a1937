"""What people write on Discord, as the core reads it."""

from adapters.discord.answering.requests import as_meant
from tests.each_of import each_of


@each_of(
    ("typed", "meant"),
    [
        ("<:Papers:1234567890>", ":Papers:"),
        ("settings save_emoji <a:party:1234567890>, ⭐", "settings save_emoji :party:, ⭐"),
        ("search a <b: c> and <:x>", "search a <b: c> and <:x>"),
        ("", ""),
    ],
)
def test_a_servers_own_emoji_is_its_name(typed, meant):
    assert as_meant(typed) == meant
