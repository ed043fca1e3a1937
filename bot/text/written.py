"""How a paper's words are written, for completion and spelling: unstemmed, and those that have capitals."""

from functools import lru_cache
from typing import Final

from bot.text.folding import lower
from bot.text.latex import readable
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import spaced

AS: Final = "="  # between a word and how it was written
LONGEST: Final = 24  # letters of a word that is completed or repaired
_KEPT: Final = 2**11  # papers, 4 MB: what a poll has brought is asked for once, by the search index
_END: Final = ". "  # of a sentence


@lru_cache(maxsize=_KEPT)
def written(title: str, abstract: str) -> tuple[str, str]:
    """All words in small letters, and those that have capitals.

    Capitals that every word has in a title and at a sentence's beginning tell nothing of how it is written.
    """
    parts = readable(abstract).split(_END)
    text = _END.join([part[0].lower() + part[1:] if part[1:2].islower() else part for part in parts])
    capitals = {chunk for chunk in text.split() if not chunk.islower()}
    return lower(f"{readable(title)} {text}"), " ".join(map(_cased, capitals))


@lru_cache(maxsize=2**15)
def _cased(chunk: str) -> str:
    """How the words of a chunk without spaces are written, as far as that is with capitals."""
    return " ".join(
        f"{small}{AS}{text}"
        for text, small in spaced(chunk)
        if text != small and 1 < len(small) <= LONGEST and small not in STOP_WORDS and small[0].isalpha()
    )
