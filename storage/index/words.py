"""The corpus's words as they are written: completing what is being typed, and mending what was mistyped.

Mending is a symmetric-delete dictionary (W. Garbe's SymSpell): two words one edit apart (a letter too many, too
few, another, or two swapped) share what is left of either without one letter. So a few hashes are looked up
instead of every word being compared.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

from rapidfuzz.distance import OSA

from bot.model.paper import Candidate
from bot.text.folding import lower
from bot.text.latex import readable
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import tokens
from storage.statements import statements

SHORTEST, LONGEST = 3, 24  # letters of a word that is repaired; of two letters anything may be meant
HARDLY = 20  # papers with a word up to which it may be a slip of their authors as well
COMMONER = 10  # times commoner that a close word must then be
CLOSE = 5  # spellings offered of one word
SMALL = 0.05  # weight of a small word: what people look for is rarely one, though every paper has it
OTHER_LETTER = 0.1  # weight of a word that begins otherwise: people rarely mistype the first letter

_SQL = statements("words")


def learn(index: sqlite3.Connection, papers: Sequence[Candidate]) -> None:
    """Count these papers' words; a paper whose text has changed counts again."""
    met: Counter[tuple[str, str]] = Counter()
    for each in papers:
        chunks = set(readable(each.paper.title).split()).union(readable(each.paper.abstract).split())
        met.update({word for chunk in chunks for word in _written(chunk)})
    folded = sorted({word for word, _ in met})
    known = {word for (word,) in index.execute(_SQL["known"], {"words": json.dumps(folded)})}
    index.executemany(_SQL["count"], [(*one, count) for one, count in sorted(met.items())])
    new = [word for word in folded if word not in known and _mendable(word)]
    index.executemany(_SQL["add_deletion"], sorted((rest, word) for word in new for rest in _rests(word)))


def complete(index: sqlite3.Connection, prefix: str, limit: int) -> Sequence[str]:
    """Words that begin so, the commonest first, in their commonest spelling."""
    first = lower(prefix)
    if not first:
        return ()
    asked = {"first": first, "last": first + "\U0010ffff", "most": limit}
    return [spelling for spelling, _ in index.execute(_SQL["complete"], asked)]


def spellings(index: sqlite3.Connection, typed: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """For each word that the corpus lacks or hardly has: close words that it has, the best first."""
    folded = {word: lower(word) for word in typed}
    asked = json.dumps([word for word in folded.values() if _mendable(word)])
    counts = dict(index.execute(_SQL["papers"], {"words": asked}))
    found = {}
    for word, sought in folded.items():
        papers = counts.get(sought, 0)
        rare = _mendable(sought) and papers <= HARDLY
        if rare and (close := _close(index, sought, max(1, papers * COMMONER))):
            found[word] = close
    return found


def _close(index: sqlite3.Connection, word: str, papers: int) -> list[str]:
    """The words one edit away that at least so many papers have."""
    rows = index.execute(_SQL["close"], {"rests": json.dumps(sorted(set(_rests(word))))})
    weights = {
        other: count * (1 if other[0] == word[0] else OTHER_LETTER) * (SMALL if other in STOP_WORDS else 1)
        for other, count in rows
        if count >= papers and other != word and OSA.distance(word, other) == 1
    }
    return sorted(weights, key=lambda other: (-weights[other], other))[:CLOSE]


def _mendable(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _rests(word: str) -> Iterator[int]:
    yield _hash(word)
    for at in range(len(word)):
        yield _hash(word[:at] + word[at + 1 :])


def _hash(rest: str) -> int:
    return crc32(rest.encode("utf-8", "replace"))


@lru_cache(maxsize=2**15)
def _written(chunk: str) -> tuple[tuple[str, str], ...]:
    """(folded, as written) of the words in a chunk without spaces; letters of scripts without spaces are none."""
    return tuple(
        (token.folded, token.text)
        for token in tokens(chunk)
        if not token.char and 1 < len(token.folded) <= LONGEST and token.folded[0].isalpha()
    )
