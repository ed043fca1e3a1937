"""The corpus's words as they are written: completing what is being typed, and mending what was mistyped."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

import tantivy

from bot.text.folding import lower
from bot.text.spellings import spellings as close
from bot.text.tokens import SPACELESS, stem
from bot.text.written import AS, LONGEST
from storage.index.fields import CASED, TEXT, WRITTEN

_SPACELESS = re.compile(rf"[{SPACELESS}]")
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
    """All the words that one slip makes of a mistyped one are looked up: 500 for nine letters, 2 µs each."""

    def any_form(word: str) -> int:
        return searcher.doc_freq(TEXT, stem(word))

    return close(typed, partial(searcher.doc_freq, WRITTEN), any_form, searcher.num_docs)


def _spelling(searcher: tantivy.Searcher, word: str, papers: int) -> str:
    """A word as most papers write it; those that write it in several ways count for each."""
    variants = searcher.terms_with_prefix(CASED, word + AS, None, VARIANTS)
    small = papers - sum(count for _, count in variants)
    best, count = variants[0] if variants else ("", 0)
    return best.partition(AS)[2] if count > small else word


def _is_word(word: str) -> bool:
    """Whether it is offered: a run of a script without spaces is no word, nor is a number."""
    return 1 < len(word) <= LONGEST and word[0].isalpha() and not _SPACELESS.search(word)
