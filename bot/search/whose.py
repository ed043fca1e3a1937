"""Whose papers are meant where words may name somebody: for search, and for what a subscription offers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import QueryError
from bot.ports import Found, Index
from bot.query.parser import parse
from bot.query.plain_words.by_whom import FROM, LONGEST, ByWhom
from bot.query.plain_words.words import telling
from bot.query.tree import Query
from bot.text.english import is_english
from bot.text.folding import lower

HARDLY = 3  # papers with a word, from which on it is no name
INITIALS = 2  # letters of what many organizations have in their names: AI, ML
MANY = 24  # names that words may be, above which they are a text and name nobody; one query holds so many


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody's papers. `without`: what was asked for beside the name, where none of theirs has it and these are
    all of theirs. `instead_of`: who was asked for, where nobody has just that name.
    """

    query: Query
    found: Found
    name: ByWhom
    without: str = ""
    instead_of: str = ""

    @property
    def said(self) -> str:
        """Whose they are: `by Yann LeCun`."""
        return f"{self.name.said or 'by'} {self.name.name}"

    @property
    def lacking(self) -> str:
        """What there is not, of what was asked; "" if it is what was asked."""
        if self.instead_of:
            return f"no paper here is {self.name.said or 'by'} {self.instead_of}"
        return f"no paper {self.said} has “{self.without}”" if self.without else ""


async def whose(
    names: Sequence[ByWhom], index: Index, *, limit: int, before_key: int | None = None
) -> Whose | None:
    """Papers by the first who has some: about what is asked, else about anything if it is surely a name."""
    for each in names:
        found = await _theirs(each, index, limit, before_key)
        if found and not await _are_rather_words(found, index):
            return found
    able = [each for each in names if _is_like_a_name(each)]
    for nearly in (_any_of, _whatever_about, _of_that_initial, _of_a_part):
        for each in able:
            found = await nearly(each, index, limit, before_key)
            if found and not await _are_words(each, index):
                return found
    return None


async def unsaid(
    names: Sequence[ByWhom], index: Index, *, limit: int, before_key: int | None = None
) -> Whose | None:
    """Whose papers are meant where no paper has all the words, and none of them says that a name follows."""
    if await _are_nobody(names, index):
        return None
    likely = [each for each in names if each.said or " " in each.name]
    if theirs := await whose(likely, index, limit=limit, before_key=before_key):
        return theirs
    rare = [each for each in names if await _is_no_word(each, index)]
    return await whose(rare, index, limit=limit, before_key=before_key)


async def _are_nobody(names: Sequence[ByWhom], index: Index) -> bool:
    """Whether nobody has any of these names, asked at once: mostly one of the words is only mistyped."""
    each = dict.fromkeys(one for name in names for one in name.names)
    if len(each) > MANY:
        return True
    anybody = " | ".join(f'{field}:"{one}"' for one in each for field in ("author", "org"))
    return not anybody or not (await index.search(parse(anybody), limit=1)).total


async def _is_no_word(name: ByWhom, index: Index) -> bool:
    """Whether it is one word that hardly any paper has, beside what is asked: a name among words."""
    alone = bool(name.about) and " " not in name.name
    return alone and (await index.search(parse(name.name), limit=1)).total < HARDLY


def _is_like_a_name(name: ByWhom) -> bool:
    """Whether somebody is meant even where nobody of that name has what is asked."""
    if name.each:
        return bool(name.said) or all(" " in each for each in name.each)
    few = len(f"{name.about} {name.name}".split()) <= LONGEST
    return " " in name.name and bool((name.said and not name.words) or (name.about and few))


async def _are_rather_words(theirs: Whose, index: Index) -> bool:
    """Whether they say something else: Red team, AI lab; or more papers have the words than are by them."""
    words = theirs.name.words
    if not words or all(len(word) <= INITIALS or is_english(lower(word)) for word in theirs.name.name.split()):
        return bool(words)
    return (await index.search(parse(words), limit=1)).total >= theirs.found.total


async def _are_words(name: ByWhom, index: Index) -> bool:
    """Whether papers say what is in small letters and what is asked beside it: SQL from natural language."""
    if name.name[0].isupper():
        return False
    words = telling(f"{name.about} {name.name}".split())
    return (await index.search(parse(words), limit=1)).total > 0


async def _any_of(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    """Of several who have none together, papers of those who have some."""
    if not name.each or await _theirs(replace(name, about=""), index, 1, before_key):
        return None
    for about in dict.fromkeys((name.about, "")):
        asked = replace(name, about=about)
        each = [one for one in name.each if await _theirs(asked.any_of([one]), index, 1, before_key)]
        if each and (found := await _theirs(asked.any_of(each), index, limit, before_key)):
            return replace(found, instead_of=name.name)
    return None


async def _whatever_about(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    """All of theirs, who have none about what is asked."""
    found = await _theirs(replace(name, about=""), index, limit, before_key) if name.about else None
    return replace(found, without=name.about) if found else None


async def _of_that_initial(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    """Papers of those whose given name begins so: it may be mistyped."""
    given, *others = name.name.split()
    if name.each or not name.said or len(given) <= len("Y."):
        return None
    found = await _theirs(replace(name, name=" ".join((f"{given[0]}.", *others))), index, limit, before_key)
    return replace(found, instead_of=name.name) if found else None


async def _of_a_part(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    """Papers from who has a part of the name: Meta for Meta AI, DeepMind for Google DeepMind."""
    words = name.name.split()
    if name.each or name.said != FROM or len(words) == 1:
        return None
    for part in (words[:-1], words[1:]):
        if found := await _theirs(replace(name, name=" ".join(part)), index, limit, before_key):
            return replace(found, instead_of=name.name)
    return None


async def _theirs(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    for text in name.queries:
        try:
            query = parse(text)
        except QueryError:  # what is left out beside it has an OR of its own: lecun -web | robots
            continue
        found = await index.search(query, limit=limit, before_key=before_key)
        if found.total:
            return Whose(query, found, name)
    return None
