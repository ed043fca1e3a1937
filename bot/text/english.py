"""Words of English: whoever types one means it, though no paper may have it. Made by `tools/english_words.py`."""

import gzip
from importlib.resources import files
from typing import Final

from bot.remembered import remembered

SHORTEST: Final = 3  # letters of the words that are listed …
LONGEST: Final = 8  # … and most
COMMENT: Final = "#"


def is_english(word: str) -> bool:
    """Whether a word in small letters is one of them: 25,000 common ones."""
    return word.isalpha() and f"\n{word}\n".encode() in _table()


@remembered(1)
def _table() -> bytes:
    """Words, each with line ends about it, as bytes: 190 kB, where a set would take 4 MB; 20 µs a look."""
    return gzip.decompress(files("bot.text").joinpath("english.txt.gz").read_bytes())
