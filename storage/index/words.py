"""The corpus's words as they are written: completing what is being typed, and mending what was mistyped.

The words that one slip makes of a mistyped one (`bot.text.slips`) are all looked up in the index's dictionary: 500
for a word of nine letters, 2 µs each.
"""

import re
from collections.abc import Mapping, Sequence

import tantivy

from bot.text.folding import lower
from bot.text.slips import slips
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import SPACELESS
from bot.text.written import AS, LONGEST
from storage.index.fields import CASED, WRITTEN

_SPACELESS = re.compile(rf"[{SPACELESS}]")
SHORTEST = 3  # letters of a word that is repaired; of two letters anything may be meant
HARDLY = 20  # papers with a word up to which it may be a slip of their authors as well
COMMONER = 10  # times commoner that a close word must then be
RARER = 200  # times rarer than the likeliest, a close word is a slip as well: languge beside language
CLOSE = 5  # spellings offered of one word
SMALL = 0.05  # share of the papers that a small word counts for: what people look for is rarely one
OTHER_LETTER = 0.1  # weight of a word that begins otherwise: people rarely mistype the first letter
VARIANTS = 8  # ways to write a word, each a term of its own, that are looked through for completion


def complete(searcher: tantivy.Searcher, prefix: str, limit: int) -> Sequence[str]:
    """Words that begin so, the commonest first, in their commonest spelling."""
    first = lower(prefix)
    if not first or not limit:
        return ()
    found = searcher.terms_with_prefix(WRITTEN, first, None, limit * VARIANTS)
    words = [(word, papers) for word, papers in found if _is_word(word)][:limit]
    return [_spelling(searcher, word, papers) for word, papers in words]


def spellings(searcher: tantivy.Searcher, typed: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """For each word that the corpus lacks or hardly has: close words that it has, the best first."""
    found = {}
    for word in typed:
        sought = lower(word)
        if not (SHORTEST <= len(sought) <= LONGEST and sought.isalpha()) or sought in STOP_WORDS:
            continue
        papers = searcher.doc_freq(WRITTEN, sought)
        if papers <= HARDLY and (close := _close(searcher, sought, max(1, papers * COMMONER))):
            found[word] = close
    return found


def _close(searcher: tantivy.Searcher, word: str, papers: int) -> list[str]:
    """The words one edit away that at least so many papers have."""
    small = SMALL * searcher.num_docs
    weights = {}
    for other in {*slips(word)} - {word}:
        count = small if other in STOP_WORDS else searcher.doc_freq(WRITTEN, other)
        if count >= papers:
            weights[other] = count * (1 if other[0] == word[0] else OTHER_LETTER)
    likely = max(weights.values(), default=0) / RARER
    able = [other for other, weight in weights.items() if weight >= likely]
    return sorted(able, key=lambda other: (-weights[other], other))[:CLOSE]


def _spelling(searcher: tantivy.Searcher, word: str, papers: int) -> str:
    """A word as most papers write it; those that write it in several ways count for each."""
    variants = searcher.terms_with_prefix(CASED, word + AS, None, VARIANTS)
    small = papers - sum(count for _, count in variants)
    best, count = variants[0] if variants else ("", 0)
    return best.partition(AS)[2] if count > small else word


def _is_word(word: str) -> bool:
    """Whether it is offered: a run of a script without spaces is no word, nor is a number."""
    return 1 < len(word) <= LONGEST and word[0].isalpha() and not _SPACELESS.search(word)
