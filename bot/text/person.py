"""A person's name as people write it: with and without middle names, initials for given names, in either order.

An author is held by forms beside the words of the name, and a query asks for those that mean the same person:
Christopher Manning is Christopher D. Manning and C. Manning, but neither Carl Manning nor, asked for as
Christopher D. Manning, Christopher B. Manning.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.text.tokens import SPACELESS

_BEFORE_THE_FAMILY = """
al bin da das de del della den der di do dos du el ibn la le ten ter van von zu zum zur
"""
_PARTICLES = frozenset(_BEFORE_THE_FAMILY.split())
_BEGINNINGS = frozenset(("o", "d", "l", "mc", "mac"))  # of family names; some write them apart
# Family names of Vietnam, where they stand first and are written last abroad; and some that others have, too, but
# without such a middle name.
_OF_VIETNAM = """
bui dang dao dinh doan duong hoang huynh luu ngo nguyen pham phan tran trinh truong vo vu
"""
_VIETNAMESE = frozenset(_OF_VIETNAM.split())
_OF_VIETNAM_TOO = """
cao dam do ha ho lam le luong ly mai ta to
"""
_ALSO_VIETNAMESE = frozenset(_OF_VIETNAM_TOO.split())
_MIDDLE = frozenset(("thi", "van"))
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
    for person in (each for way in _ways(words) for each in _readings(way)):
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
    initialed = any(person.initialed for person in _readings(words))
    if not initialed:  # by the words alone C. Manning would be D. C. Manning too
        yield words
    for way in _ways(words):
        if len(way) == 1 or (not any(_readings(way)) and way[0] in _PARTICLES):
            family = "".join(way)  # LeCun is Le Cun
            yield from ((family,), f"={family}")
            continue
        asked = [way, (*way[1:], way[0])] if len(way) == 2 or len(way[-1]) > 1 else [way]
        for person in (each for order in asked for each in _readings(order)):
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


def _ways(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words as they are, and with the family name as one whose beginning stands apart: O Brien, Mac Aodha."""
    yield words
    if len(words) > 1 and words[-2] in _BEGINNINGS and len(words[-1]) > 2:
        yield (*words[:-2], words[-2] + words[-1])


def _readings(words: tuple[str, ...]) -> Iterator[_Person]:
    """The parts of a name, mostly in one way; none of one word, or of a script that knows no initials."""
    names = [word for word in words if word not in _SUFFIXES]
    if len(names) < 2 or any(map(_WHOLE.match, names)):
        return
    if len(names[-1]) == 1 < len(names[0]):  # Manning C. D.
        names = [*names[1:], names[0]]
    at = len(names) - 1
    if at > 1 and (names[0] in _VIETNAMESE or (names[1] in _MIDDLE and names[0] in _ALSO_VIETNAMESE)):
        yield _Person(names[-1], _initials(names[1:-1]), names[0], "")  # Nguyen Van An: the family comes first
    elif at > 1 and names[-1] in _VIETNAMESE:
        if len(names[-2]) > 1 and names[-2] not in _MIDDLE:
            yield _Person(names[-2], _initials(names[:-2]), names[-1], "")  # Van An Nguyen, who is An Nguyen
        if names[0] in _MIDDLE:
            return
    elif names[0] in _PARTICLES:
        return
    else:
        while at > 1 and names[at - 1] in _PARTICLES:
            at -= 1
    given, *middle = names[:at]
    joined = given + middle[0] if len(middle) == 1 and min(len(given), len(middle[0])) > 1 else ""
    yield _Person(given, _initials(middle), "".join(names[at:]), joined)


def _initials(names: Iterable[str]) -> str:
    return "".join(name[0] for name in names)
