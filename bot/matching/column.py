"""A column: one field of the day's papers, inverted."""

import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, reduce
from operator import and_

from bot.text.mentions import Mentions
from bot.text.tokens import stem

Postings = dict[int, float]  # paper -> how often, each mention with its weight
Where = tuple["array[int]", "array[int]"]  # papers, and for each where the word stands in it (`bot.text.mentions`)
FREQUENT = 32  # papers with a word, for its places to be kept: of a rarer one it says enough that it is there

_PAIRED = 0x8000  # the last two runs of characters stand for words only as pairs, one of each run
_TRAILING = sys.maxunicode + 1 - _PAIRED
_LEADING = _TRAILING - _PAIRED


class Column:
    """Where each word and form of one field stands. `words[n]` are paper n's words in order.

    `mentions`: what each word of each paper counts and where it stands; without them each counts one.
    `weight`: what a mention at a position of a text of some length counts, for phrases.
    """

    def __init__(
        self,
        words: Sequence[Sequence[str]],
        forms: Sequence[Sequence[str]] = (),
        mentions: Sequence[Mentions] = (),
        weight: Callable[[int, int], float] | None = None,
    ) -> None:
        self.lengths = [len(each) for each in words]
        self._sequences = words
        self._mentions = mentions
        self._weight = weight
        self._words = _weighed(mentions) if mentions else _counted(words)
        self._forms = _counted(forms)
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
        """Papers with a joined form or an acronym; the acronym counts as the word does that it is in the text."""
        found = self._forms.get(term, {})
        if found and term[0] == "=":
            counts = self.word(stem(term[1:]))
            return {place: counts.get(place, count) for place, count in found.items()}
        return found

    def where(self, term: str) -> Where | None:
        """Where a frequent word stands; None of other words."""
        return self._where.get(term)

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
        found: Postings = {}
        for place in common:
            text = self._text(place)
            at = text.find(run)
            if at >= 0:
                found[place] = self._weigh(text, run, at)
        return found

    def _weigh(self, text: str, run: str, at: int) -> float:
        """What the mentions of a run of words count, of which the first is at `at`."""
        if self._weight is None:
            return text.count(run)
        weight = 0.0
        while at >= 0:
            weight += self._weight(at, len(text))
            at = text.find(run, at + len(run))
        return weight

    def prefix(self, start: str) -> Postings:
        """Papers with any word or form that begins so."""
        if self._ascending is None:
            self._ascending = sorted({*self._words, *self._forms})
        first = bisect_left(self._ascending, start)
        found: defaultdict[int, float] = defaultdict(float)
        for term in self._ascending[first:]:
            if not term.startswith(start):
                break
            for postings in (self.word(term), self._forms.get(term, {})):
                for place, count in postings.items():
                    found[place] += count
        return dict(found)

    @cached_property
    def _where(self) -> Mapping[str, Where]:
        """Worked out when first asked for, of all frequent words together."""
        kept = {term: (array("Q"), array("Q")) for term, found in self._words.items() if len(found) >= FREQUENT}
        for place, each in enumerate(self._mentions):
            for term, where in zip(each.terms, each.places, strict=True):
                if term in kept:
                    papers, places = kept[term]
                    papers.append(place)
                    places.append(where)
        return kept

    def _text(self, place: int) -> str:
        text = self._texts.get(place)
        if text is None:
            text = self._texts[place] = self._written(self._sequences[place])
        return text

    def _written(self, terms: Iterable[str]) -> str:
        """A letter a word: a phrase is a part of the text, and text is searched at the speed of C."""
        return "".join(map(self._letters.__getitem__, terms))


def _counted(sequences: Sequence[Sequence[str]]) -> dict[str, Postings]:
    postings: defaultdict[str, Postings] = defaultdict(dict)
    for place, sequence in enumerate(sequences):
        for term, count in Counter(sequence).items():
            postings[term][place] = count
    return dict(postings)


def _weighed(mentions: Sequence[Mentions]) -> dict[str, Postings]:
    postings: defaultdict[str, Postings] = defaultdict(dict)
    for place, each in enumerate(mentions):
        for term, weight in zip(each.terms, each.weights, strict=True):
            postings[term][place] = weight
    return dict(postings)


def letter(number: int) -> str:
    """What stands for the word of this number: a character, or beyond a million a pair that no others make up."""
    if number < _LEADING:
        return chr(number)
    first, second = divmod(number - _LEADING, _PAIRED)
    return chr(_LEADING + first) + chr(_TRAILING + second)
