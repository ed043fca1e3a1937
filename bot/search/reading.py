"""Reading what was typed: as it stands; with its spelling repaired; as a question of which some words may be
missing.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from bot.errors import QueryError
from bot.ports import Found, Index
from bot.query.leaves import respelt, typed_words
from bot.query.parser import parse
from bot.query.question import relax
from bot.query.tree import Query

FEW = 3  # matches under which what was typed may not be what was meant
HITS = 200  # the best matches that can be paged through
COMMONER = 20  # times more that other spellings must find, where what was typed finds a little
TRIED = 3  # spellings of a word that are tried
MENDINGS = 12  # combinations of spellings that are tried
RELAXATIONS = 4  # words that may be missing of a question


@dataclass(frozen=True, slots=True)
class Reading:
    """What was searched in the end, what that found, and a sentence if it is not what was typed."""

    query: Query
    text: str
    found: Found
    note: str = ""


async def read(text: str, index: Index, before_key: int | None) -> Reading:
    """The reading that finds something, as near to what was typed as can be. Raises QueryError."""
    query = parse(text)
    found = await index.search(query, limit=HITS, before_key=before_key)
    plain = Reading(query, query.text, found)
    if found.total >= FEW:
        return plain
    repaired = await _mended(plain, index, before_key)
    if repaired.found.total:
        return repaired  # something has all the words: it is more likely meant than what has most of them
    return await _relaxed(repaired, index, before_key)


async def _mended(plain: Reading, index: Index, before_key: int | None) -> Reading:
    words = typed_words(plain.text)
    close = await index.spellings(words) if words else {}
    for spelling in islice(_combinations(close), MENDINGS):
        text = respelt(plain.text, spelling)
        try:
            query = parse(text)
        except QueryError:  # a spelling as long as the query may be too much
            continue
        found = await index.search(query, limit=HITS, before_key=before_key)
        if found.total > plain.found.total * COMMONER:
            return Reading(query, text, found, _spelling_note(plain.found.total, spelling))
    return plain


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
    had = f"only {total} paper{'s' * (total > 1)}" if total else "no papers"
    return f'{had} for "{before}"; showing "{after}"'


async def _relaxed(plain: Reading, index: Index, before_key: int | None) -> Reading:
    best = plain
    async for missing, query in _relaxations(plain.text):
        found = await index.search(query, limit=HITS, before_key=before_key)
        if found.total > best.found.total:
            said = "Without the small words" if not missing else "No paper has all of these words"
            shown = "" if not missing else "; showing those with most of them"
            best = Reading(query, plain.text, found, " · ".join(filter(None, (plain.note, said + shown))))
        if found.total >= FEW:
            break
    return best


async def _relaxations(text: str) -> AsyncIterator[tuple[int, Query]]:
    for missing in range(RELAXATIONS):
        query = relax(text, missing)
        if query is not None:
            yield missing, query
