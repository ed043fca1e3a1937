"""Spellings: which of the words that papers have somebody may have meant who typed one that hardly any has."""

from collections.abc import Callable, Mapping, Sequence

from bot.text.folding import lower
from bot.text.slips import slips
from bot.text.stopwords import QUESTION_WORDS, STOP_WORDS
from bot.text.written import LONGEST

SHORTEST = 3  # letters of a word that is repaired, no letter of it exchanged; of two letters anything may be meant
HARDLY = 20  # papers with a word up to which it may be a slip of their authors as well
FEW = 2  # words, of which a paper may have others by chance: one that KNOWN papers have in any form is right
KNOWN = 3
COMMONER = 10  # times commoner that a close word must then be
RARER = 200  # times rarer than the likeliest, a close word is a slip as well: languge beside language
CLOSE = 5  # spellings offered of one word
SMALL = 0.05  # share of the papers that a small word counts for: what people look for is rarely one
OTHER_LETTER = 0.1  # weight of a word that begins otherwise: people rarely mistype the first letter

Papers = Callable[[str], int]  # how many have a word


def spellings(typed: Sequence[str], papers: Papers, any_form: Papers, library: int) -> Mapping[str, Sequence[str]]:
    """For each word that hardly any of so many papers has: close words that they have, the best first.

    `papers`: how many have a word as it is written (in small letters); `any_form`: or in another form of it.
    """
    found = {}
    few = len({*map(lower, typed)} - QUESTION_WORDS) <= FEW
    for word in typed:
        sought = lower(word)
        if not (SHORTEST <= len(sought) <= LONGEST and sought.isalpha()) or sought in QUESTION_WORDS:
            continue
        if few and any_form(sought) >= KNOWN:
            continue
        count = papers(sought)
        if count <= HARDLY and (close := _close(sought, max(1, count * COMMONER), papers, SMALL * library)):
            found[word] = close
    return found


def _close(word: str, least: int, papers: Papers, small: float) -> list[str]:
    """The words one edit away that at least so many papers have; those that begin otherwise must be common."""
    weights: dict[str, float] = {}
    for other in {*slips(word)} - {word}:
        if len(word) == len(other) == SHORTEST and sorted(word) != sorted(other):
            continue
        count = small if other in STOP_WORDS else papers(other)
        if other[0] == word[0] and count >= least:
            weights[other] = count
        elif count >= max(least, COMMONER):
            weights[other] = count * OTHER_LETTER
    likely = max(weights.values(), default=0) / RARER
    able = [other for other, weight in weights.items() if weight >= likely]
    return sorted(able, key=lambda other: (-weights[other], other))[:CLOSE]
