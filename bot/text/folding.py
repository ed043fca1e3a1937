"""Folding: one spelling for what a reader takes for the same letters, whatever accents, widths or dashes."""

import re
import unicodedata

# Letters with a stroke or a ligature have no decomposition in Unicode; these are what people type instead.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "İ": "I", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
        "ẞ": "SS", "µ": "μ", "ς": "σ",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "−": "-", "﹣": "-", "－": "-",
        "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "′": "'", "＇": "'",
    }
)  # fmt: skip

# Combining accents (U+0300-036F), variation selectors, and characters that no reader sees: soft hyphen,
# zero-width spaces and joiners, direction marks, byte-order mark, tags.
_UNSEEN = re.compile(
    "[\u0300-\u036f\ufe00-\ufe0f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e01ef]+"
)


def fold(text: str) -> str:
    """The text in one spelling, case kept: NFKC, accents off, dashes and apostrophes as on a keyboard.

    An em dash stays: it parts words, it does not join them.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    if composed.isascii():
        return composed
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKD", composed))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def lower(text: str) -> str:
    """Folded text without case."""
    if text.isascii():
        return text.lower()
    folded = fold(text)
    return folded.lower() if folded.isascii() else fold(folded.casefold())
