"""Reading what was typed: as it stands; with its spelling repaired; as a question of which some words may be
missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.errors import QueryError
from bot.ports import Found, Index
from bot.query.parser import parse
from bot.query.plain_words.as_query import as_query
from bot.query.plain_words.by_whom import ByWhom, by_whom
from bot.query.plain_words.wish import wish
from bot.query.plain_words.words import bare, plain_words
from bot.query.question import RAREST, Question, pasted, question, relax
from bot.query.reference import cited_title
from bot.query.together import together
from bot.search.mending import mended
from bot.search.reading import COMMONER, FEW, HITS, SCANT, Reading, few, in_front, sentences
from bot.search.whose import Whose, unsaid, whose
from bot.text.stopwords import ASKING_WORDS

SEVERAL = 4  # words of a question of which some may be missing though a paper has all: one of two is half of it
ENOUGH = 30  # matches of a question at which no further word of it may be missing
# Words from which on a text is pasted text, whatever signs are in it, unless it finds something as a query.
LONG = 8
LONG_LETTERS = 200  # the same for scripts without spaces

_CAPITALS = re.compile(r"\b(?!(?:AND|OR|NOT)\b)[A-Z]{2,}\b")
# Signs that somebody put into a shorter text to ask for something: its mistakes are worth a sentence of their own.
_ASKS = re.compile(r"(?:^|[\s(])(?:[-@#]\w|[A-Za-z]+:|(?:AND|OR|NOT)\b)|\|")


async def read(text: str, index: Index, before_key: int | None) -> Reading:
    """The reading that finds something, as near to what was typed as can be.

    QueryError for a short query with a mistake; of a long text, which was pasted, the words are looked for.
    """
    if (cited := cited_title(text)) and (found_so := await _cited(cited, index, before_key)):
        return found_so
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
    asked = 0 < found.total < SCANT or (wanted and found.total)
    title = bool(asked) and await _is_title(query.text, index)
    if wanted and not title and (not wanted.named or await _is_title(wanted.about, index)):
        reading = replace(await read(wanted.about, index, before_key), first=wanted.first)
    else:
        reading = await _nearest(text, Reading(query, query.text, found), names, index, before_key, title=title)
    nobody = next((f"no paper here is {each.said} {each.name}" for each in reversed(names) if each.alone), "")
    return replace(reading, note=sentences(nobody, reading.note))


async def _cited(title: str, index: Index, before_key: int | None) -> Reading | None:
    """The paper with the title that was found in a reference, or what is nearest to it."""
    try:
        reading = await read(title, index, before_key)
    except QueryError:  # a title is no query
        return None
    note = sentences("read as a reference: its title was looked for", reading.note)
    return replace(reading, note=note) if reading.found.total else None


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
    if found.total >= FEW or title or any(each.alone for each in names):  # a name that nobody has is no slip
        repaired = plain
    else:
        repaired = await _in_small_letters(plain, index, before_key) or await mended(plain, index, before_key)
    asked = question(repaired.text)
    if repaired.found.total and not _asks_more(repaired, asked):
        return repaired  # something has all the words: it is more likely meant than what has most of them
    most = _may_lack(repaired.found.total, len(asked.units) if asked else 0)
    relaxed = await _relaxed(repaired, asked, index, before_key, looked=True, may_lack=most)
    reading = relaxed if _is_short_question(asked) and not title else in_front(repaired.found, relaxed)
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
    asked = replace(nothing, note=sentences(nothing.note, note))
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
    if not sure or asked in {"", plain.text}:
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
    had, them = few(plain.found.total)
    note = f"only {had} with “{plain.text}” in capitals; behind {them} those with “{text}”"
    return in_front(plain.found, Reading(query, text, found, note, wanted=plain.text))


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
            note = sentences(plain.note, _lacking(asked, papers, missing, whole.total))
            best = replace(plain, query=query, found=found, note=note, lacking=missing > 0)
            best = in_front(whole, best) if missing else best
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


def _lacking(asked: Question, papers: Mapping[str, int], missing: int, whole: int) -> str:
    """What the papers shown may lack of what was asked."""
    if not all(papers.get(term) for term in asked.terms) or not whole:
        return "no paper has all of these words; showing those with most of them"
    if missing:
        have = "papers have" if whole > 1 else "paper has"
        return f"only {whole} {have} all of these words; showing those with most too"
    return "without the small words" if asked.small else ""
