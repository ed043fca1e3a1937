"""Acronyms: which words a text says that one stands for, as in "mixture of experts (MoE)".

The words before the parenthesis are taken back to the one that begins with the acronym's first letter, so that its
letters come in their order at the beginnings of words, or else inside them (Schwartz & Hearst, "A simple algorithm
for identifying abbreviation definitions in biomedical text", 2003).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bot.text.folding import fold
from bot.text.tokens import stem

LEAST = 3  # papers that say a meaning, for it to be one
DOMINANT = 0.7  # of the papers that say what an acronym stands for: more say this than anything else
MAX_LETTERS = 8
_GIVEN = re.compile(r"(?<![\w'-])((?:[A-Za-z][\w'-]*[ ]+){1,12})\(([A-Za-z][A-Za-z0-9-]{1,9})\)")
_SPOKEN = str.maketrans({"2": "t", "4": "f"})  # text-to-image is T2I
_WORD = re.compile(r"[^\s-]+")


def long_forms(text: str) -> Iterator[tuple[str, str]]:
    """(acronym without a plural's s, its words as written) for each that the text explains."""
    for found in _GIVEN.finditer(fold(text)):
        short = found[2].removesuffix("s")
        letters = "".join(filter(str.isalpha, short.lower().translate(_SPOKEN)))
        if 2 <= len(letters) <= MAX_LETTERS and sum(map(str.isupper, short)) > 1:
            words = _words(letters, found[1].strip())
            if words and short.lower() not in words.lower():
                yield short, words


def meanings(texts: Iterable[str], acronym: str) -> tuple[str, ...]:
    """What the acronym stands for by these texts, the commonest first; one if it is dominant."""
    return _common((words, words) for text in texts for short, words in long_forms(text) if _same(short, acronym))


def short_forms(texts: Iterable[str], words: str) -> tuple[str, ...]:
    """The acronyms that these texts have for the words, in the same way."""
    wanted = _family(words)
    found = ((short, short) for text in texts for short, said in long_forms(text) if _family(said) == wanted)
    return _common(found)


def _same(one: str, other: str) -> bool:
    asked = other.replace("-", "").lower()
    return one.replace("-", "").lower() in {asked, asked.removesuffix("s")}


def _common(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    written: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for family, said in found:
        written[_family(family)][said] += 1
    counts = {family: sum(said.values()) for family, said in written.items()}
    kept = sorted((family for family, count in counts.items() if count >= LEAST), key=lambda each: -counts[each])
    if kept and counts[kept[0]] >= DOMINANT * sum(counts.values()):
        kept = kept[:1]
    return tuple(_plain(written[family]) for family in kept)


def _plain(said: Counter[str]) -> str:
    """The commonest way to write it, in small letters but for acronyms."""
    (best, _count), *_ = said.most_common(1)
    return _WORD.sub(lambda word: word[0] if sum(map(str.isupper, word[0])) > 1 else word[0].lower(), best)


def _family(words: str) -> tuple[str, ...]:
    return tuple(stem(word.lower()) for word in re.split(r"[\s-]+", words) if word)


def _words(letters: str, before: str) -> str:
    """The end of the text that the letters are of; "" if they are not."""
    parts = [(found.start(), found[0].lower()) for found in _WORD.finditer(before)]
    for least in range(1, min(len(parts), 2 * len(letters)) + 1):
        start, word = parts[-least]
        if word[0] == letters[0] and least > 1 and _fits(letters, [word for _, word in parts[-least:]]):
            return before[start:]
    return ""


def _fits(letters: str, words: list[str]) -> bool:
    """Whether the letters begin the words in their order; small words may be passed over."""
    if not words:
        return not letters
    word, rest = words[0], words[1:]
    if word in _SMALL and _fits(letters, rest):
        return True
    if not letters or word[0] != letters[0]:
        return False
    taken, at = 1, 0
    while True:
        if _fits(letters[taken:], rest):
            return True
        at = word.find(letters[taken], at + 1) if taken < len(letters) else -1
        if at < 0:
            return False
        taken += 1


_SMALL = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"))
