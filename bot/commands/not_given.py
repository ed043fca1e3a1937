"""What is said of a query that asks for what no source in use tells of its papers."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from bot.commands.says import line
from bot.errors import QueryError
from bot.model.paper import FILE, SAMPLE
from bot.model.source_set_up import SourceSetUp
from bot.query.parser import parse
from bot.query.unmet import SOURCE, unmet
from bot.text.document import tag
from bot.views import card
from bot.views.blocks import Note, Tone

WAITS: Final = "It waits until whoever runs Paperboy turns on"
COULD: Final = "Whoever runs Paperboy could turn on"


def not_given(texts: Iterable[str], set_ups: Sequence[SourceSetUp], then: str = WAITS) -> list[Note]:
    """A sentence for each thing that a query asks for and no source tells that is on, of all there are; none for a
    text that is no query.
    """
    on = [each for each in set_ups if each.on]
    serving = (*(each.name for each in on), SAMPLE, FILE)  # those two serve without being turned on
    given = frozenset[str]().union(map(_named, serving), *(each.gives for each in on))
    return [
        Note(line(f"{card.quoted(text)} asks for {_said(need, set_ups, then)}."), Tone.WARNING)
        for text in texts
        for need in (_lacking(text, given) if set_ups else ())
    ]


def _lacking(text: str, given: Collection[str]) -> list[str]:
    try:
        return sorted(unmet(parse(text).root, given.__contains__))
    except QueryError:
        return []


def _named(source: str) -> str:
    return tag(SOURCE, source)


def _said(need: str, set_ups: Sequence[SourceSetUp], then: str) -> str:
    able = [each for each in set_ups if each.how and (need in each.gives or need == _named(each.name))]
    names = ", ".join(each.name for each in able[1:])
    others = f", or another that does: {names}" if names else ""
    how = f". {then} {able[0].name} ({able[0].how}){others}" if able else ""
    if not need.startswith(f"{SOURCE}:"):
        return f"{need}, and no source that is on tells any{how}"
    name = need.removeprefix(f"{SOURCE}:")
    if able:
        return f"papers of {name}, which is off{how}"
    there = ", ".join(each.name for each in set_ups)
    return f"papers of {name}, and there is no source of that name: there are {there}"
