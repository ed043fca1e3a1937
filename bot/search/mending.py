"""Mending what was typed where hardly a paper has it: slips, and words that people shorten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice, product

from bot.errors import QueryError
from bot.ports import Found, Index
from bot.query.leaves import respelt, typed_words
from bot.query.parser import parse
from bot.query.together import together
from bot.query.tree import Query
from bot.search.reading import COMMONER, FEW, HITS, SCANT, Reading, few, in_front
from bot.text.english import is_english
from bot.text.folding import lower
from bot.text.tokens import stem

TRIED = 3  # spellings of a word that are tried
MENDINGS = 12  # combinations of spellings that are tried
MOST_WRONG = 1 / 3  # of the letters, less than which is a slip: `for far` is a guess at Foo Bar, not its spelling
SHORTENED = 4  # letters of a word that may be the beginning of a longer one
MOST_SHORTENED = 4  # words of a text that are tried as beginnings
LONGER = 6  # words that begin so, the commonest, of which one may be meant beside the others
SAID = 5  # papers with words next to each other, from which on a word of English was a slip for one of these …
MOSTLY = 0.25  # … if they are so many of those with the words


async def spellings(text: str, words: Sequence[str], index: Index) -> Mapping[str, Sequence[str]]:
    """Close words for those of a text that the corpus hardly has and that are no words of English either; none of
    them stands in the text already.
    """
    return _slips(await _close(text, words, index), words)


def _slips(close: Mapping[str, Sequence[str]], words: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Without words of English, unless most of the words are none: who mistypes those mistypes the rest, too."""
    none = {word: others for word, others in close.items() if not is_english(lower(word))}
    return close if 2 * len(none) > len(words) else none


async def _close(text: str, words: Sequence[str], index: Index) -> Mapping[str, Sequence[str]]:
    said = text.lower().split()
    close = await index.spellings(words) if words else {}
    if len(close) >= MOST_WRONG * sum(map(len, words)):
        return {}
    return {word: [each for each in found if each.lower() not in said] for word, found in close.items()}


async def mended(plain: Reading, index: Index, before_key: int | None) -> Reading:
    """The same in words that papers have; as it was if there are none."""
    if whole := await _whole_words(plain, index, before_key):
        return whole
    words = typed_words(plain.text)
    every = await _close(plain.text, words, index)
    close = _slips(every, words)
    of_english = _combinations(every) if len(every) > len(close) else ()
    for spelling in islice(chain(_combinations(close), of_english), MENDINGS):
        text = respelt(plain.text, spelling)
        try:
            query = together(parse(text))
        except QueryError:  # a spelling as long as the query may be too much
            continue
        found = await index.search(query, limit=HITS, before_key=before_key)
        if found.total > plain.found.total * COMMONER and (
            spelling.keys() <= close.keys() or await _are_said(query, found, index)
        ):
            note = _spelling_note(plain.found.total, spelling)
            wanted = plain.text if plain.found.total else ""
            return in_front(plain.found, Reading(query, text, found, note, wanted=wanted))
    return plain if plain.found.total else await _mended_apart(plain, close, index)


async def _whole_words(plain: Reading, index: Index, before_key: int | None) -> Reading | None:
    """Words that people shorten and papers do not: mech interp is mechanistic interpretability; `interp` alone is
    whatever begins so.
    """
    typed = typed_words(plain.text)[:MOST_SHORTENED]
    able = {
        word: stem(word) for word in typed if len(word) >= SHORTENED and word.isascii() and not is_english(word)
    }
    papers = await index.papers_with(tuple(able.values())) if able else {}
    rare = [word for word, term in able.items() if papers[term] < FEW]
    begun: dict[str, Sequence[str]] = {}
    for word in rare:
        begun[word] = [each.lower() for each in await index.complete(word, LONGER)]
        if not begun[word]:
            return None
    if not begun:
        return None
    spelling = await _most_said(plain.text, begun, index) or {word: f"{word}*" for word in begun}
    text = respelt(plain.text, spelling)
    try:
        query = together(parse(text))
    except QueryError:  # in a phrase, or as long as a query may be
        return None
    found = await index.search(query, limit=HITS, before_key=before_key)
    if found.total < max(SCANT, plain.found.total * COMMONER):
        return None
    note = _spelling_note(plain.found.total, spelling)
    wanted = plain.text if plain.found.total else ""
    return in_front(plain.found, Reading(query, text, found, note, wanted=wanted))


async def _most_said(text: str, longer: Mapping[str, Sequence[str]], index: Index) -> dict[str, str]:
    """The longer words that most papers have next to each other and to the others; none if hardly any does."""
    best, most = {}, SAID - 1
    for chosen in product(*longer.values()):
        spelling = dict(zip(longer, chosen, strict=True))
        query = together(parse(respelt(text, spelling)))
        if query.beside is None or len(longer) > 2:
            return {}
        papers = (await index.search(replace(query, root=query.beside, beside=None), limit=1)).total
        if papers > most:
            best, most = spelling, papers
    return best


async def _are_said(query: Query, found: Found, index: Index) -> bool:
    """Whether papers mostly have them next to each other: police gradient is a slip, poker agents is none."""
    if query.beside is None:
        return False
    together = (await index.search(replace(query, root=query.beside, beside=None), limit=1)).total
    return together >= max(SAID, found.total * MOSTLY)


async def _mended_apart(nothing: Reading, close: Mapping[str, Sequence[str]], index: Index) -> Reading:
    """To ask for some of the words, where no paper has all of them however they are spelt: those that no paper
    has are mended.
    """
    likeliest = dict(islice(((word, found[0]) for word, found in close.items() if found), MENDINGS))
    spelling = {
        word: other for word, other in likeliest.items() if not (await index.search(parse(word), limit=1)).total
    }
    text = respelt(nothing.text, spelling)
    try:
        query = together(parse(text))
    except QueryError:  # as long as a query may be, and longer
        return nothing
    return replace(nothing, query=query, text=text, note=_spelling_note(0, spelling)) if spelling else nothing


def _combinations(close: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Every word with its likeliest spelling first, then with the next ones."""
    words = [word for word, spellings in close.items() if spellings]
    if not words:
        return
    ranks = product(*(range(min(TRIED, len(close[word]))) for word in words))
    for chosen in sorted(ranks, key=lambda each: (sum(each), each)):
        yield {word: close[word][rank] for word, rank in zip(words, chosen, strict=True)}


def _spelling_note(total: int, spelling: Mapping[str, str]) -> str:
    before = " ".join(spelling)
    after = " ".join(spelling.values())
    if not total:
        return f'no papers for "{before}"; showing "{after}"'
    had, them = few(total)
    return f'only {had} for "{before}"; behind {them} those for "{after}"'
