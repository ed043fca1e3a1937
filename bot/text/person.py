"""A person's name as people write it: with and without middle names, initials for given names, in either order.

An author is held by forms beside the words of the name, and a query asks for those that mean the same person:
Christopher Manning is Christopher D. Manning and C. Manning, but neither Carl Manning nor, asked for as
Christopher D. Manning, Christopher B. Manning.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.text.tokens import SPACELESS

_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_WHOLE = re.compile(rf"[{SPACELESS}]")  # names of these scripts are written in one way


class _Person(NamedTuple):
    """The parts of a name: the first given name (or its initial), the initials of the others, the family name.

    `joined`: two given names as one, which some part with a hyphen: Fei-Fei Li is Feifei Li.
    """

    given: str
    middle: str
    family: str
    joined: str

    @property
    def initialed(self) -> bool:
        return len(self.given) == 1


def forms(words: tuple[str, ...]) -> Iterator[str]:
    """The forms of an author whose name has these words; no word and no beginning of one looks like them.

    `=given.middle=family` is the name, `=given*=family` the name whatever the middle, and with `~` for the full
    stop or before the star any given name with that initial. Two plain words are found as a phrase as well.
    """
    person = _read(words)
    if person is None:
        return
    given, middle, family, joined = person
    yield f"={given[0]}~{middle}={family}"
    if joined:
        yield f"={joined}*={family}"
    if middle:
        yield f"={given[0]}~*={family}"
    if person.initialed or words != (given, family):
        yield f"={given}*={family}"
        yield f"={given}.{middle}={family}"
    if family not in words:
        yield f"={family}"


def meant(words: tuple[str, ...]) -> Iterator[str | tuple[str, ...]]:
    """What finds the person of that name: forms, and words that stand next to each other."""
    person = _read(words)
    if person is None or not person.initialed:  # by the words alone C. Manning would be D. C. Manning too
        yield words
    if len(words) == 1 or words[0] in _PARTICLES:
        family = "".join(words)  # LeCun is Le Cun
        yield from ((family,), f"={family}")
        return
    asked = [words, (*words[1:], words[0])] if len(words) == 2 or len(words[-1]) > 1 else [words]
    for person in filter(None, map(_read, asked)):
        yield from _meant(person)


def _meant(person: _Person) -> Iterator[str | tuple[str, ...]]:
    given, middle, family, joined = person
    if joined:
        yield (joined, family)
        yield f"={joined}*={family}"
    if person.initialed:
        yield f"={given}~={family}"
        yield f"={given}~{middle or '*'}={family}"
        return
    yield (given, family)
    for each in (given, given[0]):  # an author with the initial alone may be the one
        if middle:
            yield f"={each}.={family}"
            yield f"={each}.{middle}={family}"
        else:
            yield f"={each}*={family}"


def _read(words: tuple[str, ...]) -> _Person | None:
    """The parts of a name; None of one word, or of a script that knows no initials."""
    names = [word for word in words if word not in _SUFFIXES]
    if len(names) < 2 or any(map(_WHOLE.match, names)) or names[0] in _PARTICLES:
        return None
    if len(names[-1]) == 1 < len(names[0]):  # Manning C. D.
        names = [*names[1:], names[0]]
    at = len(names) - 1
    while at > 1 and names[at - 1] in _PARTICLES:
        at -= 1
    given, *middle = names[:at]
    joined = given + middle[0] if len(middle) == 1 and min(len(given), len(middle[0])) > 1 else ""
    return _Person(given, "".join(name[0] for name in middle), "".join(names[at:]), joined)
