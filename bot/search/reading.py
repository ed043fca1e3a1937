"""Reading what was typed: as it stands; with its spelling repaired; as a question of which some words may be
missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product

from bot.errors import QueryError
from bot.ports import Found, Index
from bot.query.leaves import respelt, typed_words
from bot.query.parser import parse
from bot.query.plain_words.as_query import as_query
from bot.query.plain_words.by_whom import ByWhom, by_whom
from bot.query.plain_words.wish import First, wish
from bot.query.plain_words.words import bare, plain_words
from bot.query.question import RAREST, Question, pasted, question, relax
from bot.query.together import together
from bot.query.tree import Query
from bot.ranking.weights import SEARCH_COMMUNITY, SEARCH_FRESHNESS
from bot.search.whose import Whose, unsaid, whose
from bot.text.english import is_english
from bot.text.folding import lower
from bot.text.stopwords import ASKING_WORDS

FEW = 3  # matches under which what was typed may not be what was meant
SCANT = 10  # matches under which a question's small words may have kept the others away
HITS = 200  # the best matches that can be paged through
COMMONER = 20  # times more that other spellings must find, where what was typed finds a little
TRIED = 3  # spellings of a word that are tried
MENDINGS = 12  # combinations of spellings that are tried
MOST_WRONG = 1 / 3  # of the letters, less than which is a slip: `for far` is a guess at Foo Bar, not its spelling
SEVERAL = 4  # words of a question of which some may be missing though a paper has all: one of two is half of it
# Times the best score of those that lack words, added for what has all: being popular or new makes up for no word.
AHEAD = (1 + SEARCH_COMMUNITY + SEARCH_FRESHNESS) / (1 - SEARCH_COMMUNITY - SEARCH_FRESHNESS)
SAID = 5  # papers with words next to each other, from which on a word of English was a slip for one of these …
MOSTLY = 0.25  # … if they are so many of those with the words
ENOUGH = 30  # matches of a question at which no further word of it may be missing
LONG = (
    8  # words from which on a text is pasted text, whatever signs are in it, unless it finds something as a query
)
LONG_LETTERS = 200  # the same for scripts without spaces

_CAPITALS = re.compile(r"\b(?!(?:AND|OR|NOT)\b)[A-Z]{2,}\b")
# Signs that somebody put into a shorter text to ask for something: its mistakes are worth a sentence of their own.
_ASKS = re.compile(r"(?:^|[\s(])(?:[-@#]\w|[A-Za-z]+:|(?:AND|OR|NOT)\b)|\|")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was searched in the end, what that found, and a sentence if it is not what was typed. `lacking`: all
    that was found may lack words of it. `first`: what goes first of the best matches, if not these by themselves.
    `wanted`: what to ask for to get papers like the best of these, where that is not `text`.
    """

    query: Query
    text: str
    found: Found
    note: str = ""
    lacking: bool = False
    first: First | None = None
    wanted: str = ""


async def read(text: str, index: Index, before_key: int | None) -> Reading:
    """The reading that finds something, as near to what was typed as can be.

    QueryError for a short query with a mistake; of a long text, which was pasted, the words are looked for.
    """
    try:
        query = together(parse(text))
    except QueryError as error:
        return await _as_words(text, error, index, before_key)
    found = await index.search(query, limit=HITS, before_key=before_key)
    names = tuple(by_whom(query.text))
    few = found.total < SCANT
    sure = [each for each in names if each.said and (few or not each.about or each.name[0].isupper())]
    if theirs := await _by_whom(sure, index, before_key):
        return theirs
    wanted = wish(query.text)
    asked = 0 < found.total < FEW or (wanted and found.total)
    title = bool(asked) and await _is_title(query.text, index)
    if wanted and not title and (not wanted.named or await _is_title(wanted.about, index)):
        reading = replace(await read(wanted.about, index, before_key), first=wanted.first)
    else:
        reading = await _nearest(text, Reading(query, query.text, found), names, index, before_key, title=title)
    nobody = next((f"no paper here is {each.said} {each.name}" for each in reversed(names) if each.alone), "")
    return replace(reading, note=_with(nobody, reading.note))


async def _is_title(text: str, index: Index) -> bool:
    """Whether these are words, and a title has just them: `Recent Advances in Kites`."""
    words = " ".join(plain_words(text))
    return bool(words) and (await index.search(parse(f'title:"{words}"'), limit=1)).total > 0


async def _nearest(
    text: str, plain: Reading, names: Sequence[ByWhom], index: Index, before_key: int | None, *, title: bool
) -> Reading:
    """What finds enough, as near to the words as they stand as can be."""
    found = plain.found
    if found.total >= SCANT:
        return plain
    if not found.total and (otherwise := await _otherwise(plain, names, index, before_key)):
        return otherwise
    if found.total >= FEW or title:
        repaired = plain
    else:
        repaired = await _in_small_letters(plain, index, before_key) or await _mended(plain, index, before_key)
    asked = question(repaired.text)
    if repaired.found.total and not _asks_more(repaired, asked):
        return repaired  # something has all the words: it is more likely meant than what has most of them
    most = _may_lack(repaired.found.total, len(asked.units) if asked else 0)
    relaxed = await _relaxed(repaired, asked, index, before_key, looked=True, may_lack=most)
    reading = relaxed if _is_short_question(asked) else _in_front(repaired.found, relaxed)
    if not reading.found.total and ((asked and not asked.filters) or _is_long(text)):
        reading = await _apart(text, repaired, index, before_key)
    if not reading.found.total:  # not before: a single word is likelier a slip than a name
        reading = await _by_whom(names, index, before_key) or plain
    return reading


async def _apart(text: str, nothing: Reading, index: Index, before_key: int | None) -> Reading:
    """Words that nobody has next to each other, anywhere: a compound, a phrase, a sentence that was copied with
    its quotes, of which some may be missing.
    """
    words = pasted(text)
    most = RAREST if words and len(words.units) >= SEVERAL else 0
    note = "" if most else "no paper has these words next to each other"
    asked = replace(nothing, note=_with(nothing.note, note))
    found = await _relaxed(asked, words, index, before_key, may_lack=most)
    return found if found.found.total else nothing


async def _as_words(text: str, error: QueryError, index: Index, before_key: int | None) -> Reading:
    asked = pasted(text)
    if asked is None or (_ASKS.search(text) and not _is_long(text)):
        raise error
    note = "read as plain words" if _is_long(text) else f"read as plain words: {error.sentence}"
    nothing = Reading(asked.query, asked.query.text, Found((), 0), note)
    reading = await _relaxed(nothing, asked, index, before_key)
    if not reading.found.total and not _is_long(text):
        raise error  # how to mend it helps more
    return reading


def _is_long(text: str) -> bool:
    return len(text) > LONG_LETTERS or len(text.split(maxsplit=LONG)) >= LONG


def in_small_letters(text: str) -> str:
    """A query that asks for no acronyms: the words that are in capitals in small letters."""
    return _CAPITALS.sub(lambda found: found[0].lower(), text)


async def _otherwise(
    plain: Reading, names: Sequence[ByWhom], index: Index, before_key: int | None
) -> Reading | None:
    """What nobody has as it was typed: an acronym that others write small, whom papers are by, `RAG or kites`."""
    if small := await _in_small_letters(plain, index, before_key):
        return small
    if theirs := await unsaid(names, index, limit=HITS, before_key=before_key):
        return _of(theirs)
    asked, sure = as_query(plain_words(plain.text))
    if not sure or asked == plain.text:
        return None
    found = await index.search(parse(asked), limit=HITS, before_key=before_key)
    return Reading(parse(asked), asked, found) if found.total else None


async def _in_small_letters(plain: Reading, index: Index, before_key: int | None) -> Reading | None:
    """Words in capitals mean acronyms: where hardly a paper has them so, the words that others write small."""
    text = in_small_letters(plain.text)
    if text == plain.text:
        return None
    query = together(parse(text))
    found = await index.search(query, limit=HITS, before_key=before_key)
    if found.total <= plain.found.total * COMMONER:
        return None
    if not plain.found.total:
        note = f"no paper has “{plain.text}” in capitals; {found.total:,} have “{text}”"
        return Reading(query, text, found, note)
    had, them = _few(plain.found.total)
    note = f"only {had} with “{plain.text}” in capitals; behind {them} those with “{text}”"
    return _in_front(plain.found, Reading(query, text, found, note, wanted=plain.text))


async def _by_whom(names: Sequence[ByWhom], index: Index, before_key: int | None) -> Reading | None:
    """Papers by the first of these that has some, and a sentence: no query was typed."""
    theirs = await whose(names, index, limit=HITS, before_key=before_key)
    return _of(theirs) if theirs else None


def _of(theirs: Whose) -> Reading:
    if theirs.lacking:
        about = theirs.name.about
        shown = f"those {theirs.said} with “{about}”" if about else f"all {theirs.said}"
        note = f"{theirs.lacking}; showing {shown}"
    elif theirs.name.said:
        note = f"papers {theirs.said}"
    else:
        note = f"no paper has these words; showing those {theirs.said}"
    return Reading(theirs.query, theirs.query.text, theirs.found, note)


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


async def _mended(plain: Reading, index: Index, before_key: int | None) -> Reading:
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
            return _in_front(plain.found, Reading(query, text, found, note, wanted=wanted))
    return plain if plain.found.total else await _mended_apart(plain, close, index)


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


def _few(papers: int) -> tuple[str, str]:
    """So many, and what stands for them."""
    return ("1 paper", "it") if papers == 1 else (f"{papers} papers", "them")


def _spelling_note(total: int, spelling: Mapping[str, str]) -> str:
    before = " ".join(spelling)
    after = " ".join(spelling.values())
    if not total:
        return f'no papers for "{before}"; showing "{after}"'
    had, them = _few(total)
    return f'only {had} for "{before}"; behind {them} those for "{after}"'


async def _relaxed(
    plain: Reading,
    asked: Question | None,
    index: Index,
    before_key: int | None,
    *,
    looked: bool = False,
    may_lack: int = RAREST,
) -> Reading:
    """Papers with all that a question asks about, and then with less and less of it, until enough are found.

    `may_lack`: so many words at most. `looked`: `plain` has found those that have every word, so that these are
    not looked for again.
    """
    if asked is None:
        return plain
    papers = await index.papers_with(asked.terms)
    known = looked and not asked.small and len(asked.units) <= RAREST and all(map(papers.get, asked.terms))
    best, whole = plain, plain.found if known else Found((), 0)  # papers that have all of it
    for missing in range(int(known), min(may_lack + 1, RAREST)):
        query = relax(asked, papers, missing)
        if query is None:
            break
        found = await index.search(query, limit=HITS, before_key=before_key)
        whole = whole if missing else found
        if found.total > best.found.total:
            note = _with(plain.note, _lacking(asked, papers, missing, whole.total))
            best = replace(plain, query=query, found=found, note=note, lacking=missing > 0)
            best = _in_front(whole, best) if missing else best
        if found.total >= ENOUGH:
            break
    return best


def _may_lack(found: int, units: int) -> int:
    """How many words of a question may be missing, where so many papers have all of them."""
    if not found or units >= SEVERAL:
        return RAREST
    return int(found < FEW and units == SEVERAL - 1)


def _asks_more(found: Reading, asked: Question | None) -> bool:
    """Whether few papers have every word, and some of the words only say that it is a question."""
    return found.found.total < SCANT and asked is not None and asked.small


def _is_short_question(asked: Question | None) -> bool:
    """Whether it is too short to be a copied sentence; and `show` and `research` may be words of a paper."""
    if asked is None or not asked.small or len(asked.units) >= SEVERAL:
        return False
    return ASKING_WORDS.isdisjoint(map(bare, asked.text.split()))


def _in_front(first: Found, reading: Reading) -> Reading:
    """With what has every word, the small ones too, before all that has most: a sentence was copied from there, or
    `how` and `do` only happen to be in it.
    """
    others = [hit for hit in reading.found.hits if hit.key not in {each.key for each in first.hits}]
    best, most = (max((hit.score for hit in found.hits), default=0.0) for found in (reading.found, first))
    share = best / most if most else 0.0
    hits = (*(replace(hit, score=best * AHEAD + hit.score * share) for hit in first.hits), *others)
    lacking = reading.lacking and not first.hits
    return replace(reading, found=replace(reading.found, hits=hits[:HITS]), lacking=lacking)


def _lacking(asked: Question, papers: Mapping[str, int], missing: int, whole: int) -> str:
    """What the papers shown may lack of what was asked."""
    if not all(papers.get(term) for term in asked.terms) or not whole:
        return "no paper has all of these words; showing those with most of them"
    if missing:
        have = "papers have" if whole > 1 else "paper has"
        return f"only {whole} {have} all of these words; showing those with most too"
    return "without the small words" if asked.small else ""


def _with(*notes: str) -> str:
    return " · ".join(filter(None, notes))
