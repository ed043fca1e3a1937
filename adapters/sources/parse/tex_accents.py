"""LaTeX accents and escapes of BibTeX files as the characters that they mean. Pure."""

import re
import unicodedata
from typing import Final

_COMBINING: Final = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a",
    "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS: Final = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "i", "j": "j",
}  # fmt: skip
_SIGN: Final = re.compile(r"""\{?\\(['`^"~=.])\s*\{?\\?([A-Za-z])\}?\}?""")  # \'e \'{e} {\'e} \'{\i}
_NAMED: Final = re.compile(r"\{?\\([cvuHkrdb])(?:\s*\{\\?([A-Za-z])\}|\s+([A-Za-z])(?![A-Za-z]))\}?")  # \c{c} \v s
_LETTER: Final = re.compile(r"\{?\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![A-Za-z])(?:\{\}|\s+)?\}?")
_ESCAPE: Final = re.compile(r"\\([&%_$#{}])")


def untex(text: str) -> str:
    """The text with accents composed, special letters and escaped signs in place, and grouping braces gone."""
    if "\\" in text:
        text = _SIGN.sub(lambda found: found[2] + _COMBINING[found[1]], text)
        text = _NAMED.sub(lambda found: (found[2] or found[3]) + _COMBINING[found[1]], text)
        text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
        text = _ESCAPE.sub(r"\1", text)
    return unicodedata.normalize("NFC", text.replace("{", "").replace("}", ""))
