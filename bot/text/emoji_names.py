"""Emoji as people type them and platforms tell them (⭐, `:star:`, `:papers:`), in one form."""

import re
from typing import Final

_NAME: Final = re.compile(r":([\w'+-]{1,100}):")
_TONES: Final = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]|::skin-tone-\\d")  # and how a sign is to be drawn


def emoji(typed: str) -> str:
    """The character; `:name:` for a workspace's or server's own, which has none; "" for what is no emoji.

    The tone of a skin does not count.
    """
    # Its table takes a quarter of a second to load, and only who sets or uses other signs needs it.
    import emoji as known  # noqa: PLC0415 -- as said above

    text = _TONES.sub("", typed.strip()).casefold()
    if not _NAME.fullmatch(text):
        return text if known.is_emoji(text) else ""
    found = _TONES.sub("", known.emojize(text, language="alias"))
    return found if known.is_emoji(found) else text
