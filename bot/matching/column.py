"""A column: one field of the day's papers, inverted."""

import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import and_

Postings = dict[int, int]  # paper -> how often

_PAIRED = 0x8000  # the last two runs of characters stand for words only as pairs, one of each run
_TRAILING = sys.maxunicode + 1 - _PAIRED
_LEADING = _TRAILING - _PAIRED


class Column:
    """Where each word and form of one field stands. `words[n]` are paper n's words in order."""

    def __init__(self, words: Sequence[Sequence[str]], forms: Sequence[Sequence[str]] | None = None) -> None:
        self.lengths = [len(each) for each in words]
        self._sequences = words
        self._words = _invert(words)
        self._forms = _invert(forms or ())
        self._letters: dict[str, str] = {}  # made when the first phrase is asked for
        self._texts: dict[int, str] = {}
        self._ascending: list[str] | None = None

    @property
    def words(self) -> AbstractSet[str]:
        """Every word that there is."""
        return self._words.keys()

    @property
    def forms(self) -> AbstractSet[str]:
        """Every form."""
        return self._forms.keys()

    def word(self, term: str) -> Postings:
        """Papers with a word."""
        return self._words.get(term, {})

    def form(self, term: str) -> Postings:
        """Papers with a joined form or an acronym."""
        return self._forms.get(term, {})

    def phrase(self, terms: Sequence[str]) -> Postings:
        """Papers with these words next to each other, in order."""
        if len(terms) == 1:
            return self.word(terms[0])
        common = reduce(and_, [self.word(term).keys() for term in terms])
        if not common:
            return {}
        if not self._letters:
            self._letters = {term: letter(number) for number, term in enumerate(self._words)}
        run = self._written(terms)
        return {place: count for place in common if (count := self._text(place).count(run))}

    def prefix(self, start: str) -> Postings:
        """Papers with any word or form that begins so."""
        if self._ascending is None:
            self._ascending = sorted({*self._words, *self._forms})
        first = bisect_left(self._ascending, start)
        found: Counter[int] = Counter()
        for term in self._ascending[first:]:
            if not term.startswith(start):
                break
            found.update(self.word(term))
            found.update(self.form(term))
        return found

    def _text(self, place: int) -> str:
        text = self._texts.get(place)
        if text is None:
            text = self._texts[place] = self._written(self._sequences[place])
        return text

    def _written(self, terms: Iterable[str]) -> str:
        """A letter a word: a phrase is a part of the text, and text is searched at the speed of C."""
        return "".join(map(self._letters.__getitem__, terms))


def _invert(sequences: Sequence[Sequence[str]]) -> dict[str, Postings]:
    postings: defaultdict[str, Postings] = defaultdict(dict)
    for place, sequence in enumerate(sequences):
        for term, count in Counter(sequence).items():
            postings[term][place] = count
    return dict(postings)


def letter(number: int) -> str:
    """What stands for the word of this number: a character, or beyond a million a pair that no others make up."""
    if number < _LEADING:
        return chr(number)
    first, second = divmod(number - _LEADING, _PAIRED)
    return chr(_LEADING + first) + chr(_TRAILING + second)
