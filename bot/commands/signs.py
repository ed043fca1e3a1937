"""Signs: which emoji on a paper's own message save it, vote for it or hide it, as its channel set them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.commands.arguments import short
from bot.errors import UserError
from bot.model.channel import Settings
from bot.text.emoji_names import emoji

# What a sign does, and in words.
SIGNS: Final[Mapping[str, str]] = {"save": "saves", "vote": "votes", "hide": "means not relevant"}
SETTINGS: Final = {f"{name}_emoji": name for name in SIGNS}
MOST: Final = 5  # emoji for one sign
DEFAULT: Final = "default"


def signs(settings: Settings, name: str) -> tuple[str, ...]:
    """The emoji that do that."""
    found: tuple[str, ...] = getattr(settings, f"{name}_emoji")
    return found


def changed(settings: Settings, setting: str, typed: str) -> Settings:
    """With what was typed: emoji with spaces or commas between, or `default`. Raises UserError."""
    name = SETTINGS[setting]
    if typed.strip().casefold() == DEFAULT:
        return check(_with(settings, name, signs(Settings(), name)))
    words = typed.replace(",", " ").split()
    found = {word: emoji(word) for word in words}
    if wrong := next((word for word, known in found.items() if not known), ""):
        raise UserError(
            f"“{short(wrong)}” is no emoji. Choose one, or type its name between colons: "
            f"`settings {setting} :star:` (`settings {setting} {DEFAULT}` brings back the usual one)."
        )
    if len(words) > MOST:
        raise UserError(f"{setting} takes at most {MOST} emoji.")
    return check(_with(settings, name, tuple(dict.fromkeys(found.values()))))


def _with(settings: Settings, name: str, emoji: tuple[str, ...]) -> Settings:
    match name:
        case "save":
            return replace(settings, save_emoji=emoji)
        case "vote":
            return replace(settings, vote_emoji=emoji)
        case _:
            return replace(settings, hide_emoji=emoji)


def check(settings: Settings) -> Settings:
    """The same settings; raises UserError where one emoji would do two things."""
    does: dict[str, str] = {}
    for name, what in SIGNS.items():
        for each in signs(settings, name):
            if does.setdefault(each, what) != what:
                raise UserError(f"{each} cannot do two things: it {does[each]} already.")
    return settings


def in_words(settings: Settings) -> str:
    """`🔖 saves, 👍 votes, 👎 means not relevant`."""
    return ", ".join(f"{' '.join(signs(settings, name))} {what}" for name, what in SIGNS.items())
