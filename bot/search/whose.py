"""Whose papers are meant where words may name somebody: for search, and for what a subscription offers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ports import Found, Index
from bot.query.by_whom import ByWhom
from bot.query.parser import parse
from bot.query.tree import Query


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
            return f"no paper here is by {self.instead_of}"
        return f"no paper {self.said} has “{self.without}”" if self.without else ""


async def whose(
    names: Sequence[ByWhom], index: Index, *, limit: int, before_key: int | None = None
) -> Whose | None:
    """Papers by the first who has some: about what is asked, else about anything if it is surely a name."""
    for each in names:
        if found := await _theirs(each, index, limit, before_key):
            return found
    for each in (name for name in names if name.about and name.said and " " in name.name):
        if found := await _theirs(replace(each, about=""), index, limit, before_key):
            return replace(found, without=each.about)
    for each in names:
        given, *others = each.name.split()
        if each.said and others and len(given) > len("Y."):  # the given name may be mistyped
            near = replace(each, name=" ".join((f"{given[0]}.", *others)))
            if found := await _theirs(near, index, limit, before_key):
                return replace(found, instead_of=each.name)
    return None


async def _theirs(name: ByWhom, index: Index, limit: int, before_key: int | None) -> Whose | None:
    for text in name.queries:
        query = parse(text)
        found = await index.search(query, limit=limit, before_key=before_key)
        if found.total:
            return Whose(query, found, name)
    return None
