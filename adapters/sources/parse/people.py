"""Authors as feeds name them, in one line or several, first or last name first: each as `First Last`. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from adapters.sources.parse import values

_BY: Final = re.compile(r"\s*(?:(?:(?:written|posted)\s+)?by:?\s+|authors?:\s*)", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\s*\S+@\S+\s*\(([^()]+)\)\s*")  # ann@kites.example (Ann Lee), as RSS has it
_CUT_ADDRESS: Final = re.compile(r"\.[a-z]{4}$", re.IGNORECASE)
_REST_OF_ADDRESS: Final = re.compile(r"[a-z]+(?:\.[a-z]+)*")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WORKPLACE: Final = re.compile(r"\b(?:universit|institut|department|facult|college|hospital)", re.IGNORECASE)
_NOTE: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>)")  # affiliations, footnotes
_PARTED: Final = re.compile(
    r"\s*(?:[;|；，、]|\s[·•/]\s|,?\s+(?:and|&|with|und(?!\s+zu\b)|et(?!\s+al\b))\s+)\s*", re.IGNORECASE
)
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}")  # A. B., A.B., AB, J.-P.
# Lee AB, as PubMed has it; Lee A.-B.
_BUNDLED: Final = re.compile(
    r"(?P<last>[^\W\d_][\w'’-]+(?: [\w'’-]+)*) (?P<first>[A-Z]{1,3}|(?:[A-Z]\.[ -]?){1,4})"
)
_FAMILY: Final = re.compile(r"[^AEIOUY]+[AEIOUY]+[^AEIOUY]*")  # LI, WU: letters that can be read as a name
_FOOTNOTE: Final = re.compile(r"(?<=[^\W\d_])[\d*†‡§¶]+(?:,[\d*†‡§¶]+)*(?=\s*(?:,\s|;|$|\s(?:and|&)\s))")
_TITLED: Final = re.compile(r"(?:Dr|Prof|Professor)\b\.?\s+")
_SUFFIX: Final = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_DEGREE: Final = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?sc?|b\.?sc?|dr|prof)\.?", re.IGNORECASE)
_PARTICLES: Final = re.compile(
    r"van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|ten|ter|bin|ibn|zu|zum|af", re.IGNORECASE
)
_OTHERS: Final = re.compile(r"(?:^|[\s,]+)(?:et al\.?|others)\s*$", re.IGNORECASE)


def people(named: Iterable[object]) -> tuple[str, ...]:
    """Everybody whom the lines name, each once, in order. Who repeats all others in one line is left out."""
    parts = (part for each in named if isinstance(each, str) for part in _lines(each))
    lines = dict.fromkeys(
        line for each in parts if (line := values.text(each, values.MAX_NAME * values.MAX_NAMES))
    )
    return values.names(dict.fromkeys(person for line in lines for person in in_line(line)))


def _lines(text: str) -> list[str]:
    """A person a line, where each line can be one; else the text as it is."""
    lines = [line.strip(" ,;") for line in _BREAK.sub("\n", text).splitlines() if line.strip(" ,;")]
    return lines if all(len(line.split()) > 1 for line in lines) else [text]


def person(author: Mapping[str, object]) -> str:
    """Who an author of feedparser's is.

    It takes four letters at most for the end of an address of e-mail: of `ann@kites.example (Ann Lee)` it leaves
    `ple (Ann Lee` as the name.
    """
    name, address = str(author.get("name") or ""), str(author.get("email") or "")
    if not _CUT_ADDRESS.search(address):
        return name
    if name.count("(") > name.count(")"):
        whole = _ADDRESSED.fullmatch(f"{address}{name})")
        return whole[1] if whole else name.partition("(")[0]
    return "" if _REST_OF_ADDRESS.fullmatch(name) else name


def in_line(line: str) -> tuple[str, ...]:
    """The people of one line."""
    line = addressed[1] if (addressed := _ADDRESSED.fullmatch(line)) else line
    line = _BY.sub("", line, count=1) if _BY.match(line) else line
    while (shorter := _NOTE.sub("", line)) != line:
        line = shorter
    line = _FOOTNOTE.sub("", line)
    groups = [_OTHERS.sub("", group).strip(" ,") for group in _PARTED.split(line)]
    return tuple(name for group in groups if group for name in _of_group(_parts(group)))


def is_bundled(name: str) -> bool:
    """Whether a name is a family name and initials without stops: Lee AB, and not Wei LI."""
    found = _BUNDLED.fullmatch(name)
    return bool(found) and "." not in name and _no_name(name.rpartition(" ")[2])


def turned(last: str, first: str, suffix: str = "") -> str:
    """`First Last Jr.`, also where the suffix came behind the first name (`Lee, Ann, Jr.`)."""
    names = first.split()
    if not suffix and len(names) > 1 and _SUFFIX.fullmatch(names[-1]):
        first, suffix = " ".join(names[:-1]), names[-1]
    return " ".join(part for part in (first, last, suffix) if part)


def _parts(group: str) -> list[str]:
    """What commas part, with `Jr.` behind the name that it belongs to and without degrees."""
    parts = list[str]()
    for part in (_TITLED.sub("", each.strip()) for each in group.split(",")):
        if _SUFFIX.fullmatch(part) and parts:
            parts[-1] += f" {part}"
        elif part and not _DEGREE.fullmatch(part):
            parts.append(part)
    people_alone = [part for part in parts if not _WORKPLACE.search(part)]
    return people_alone or parts


def _of_group(parts: Sequence[str]) -> list[str]:
    if _is_turned(parts):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [turned(last, first) for last, first in pairs]
    bundled = [_BUNDLED.fullmatch(part) for part in parts]
    if all(bundled) and any(found and _no_name(found["first"]) for found in bundled):
        spelled = (found for found in bundled if found)
        return [turned(one["last"], _spelled(one["first"])) for one in spelled]
    return list(parts)


def _spelled(initials: str) -> str:
    """`A. B.`."""
    return initials.strip() if "." in initials else " ".join(f"{letter}." for letter in initials)


def _no_name(capitals: str) -> bool:
    """Whether capitals behind a name are initials (Lee AB) and no family name (Wei LI)."""
    return len(capitals) == 1 or "." in capitals or not _FAMILY.fullmatch(capitals)


def _is_turned(parts: Sequence[str]) -> bool:
    """Whether the parts are last and first names in turn: `Lee, A. B., Chen, Bo`, and not `Ann Lee, Bo Chen`."""
    if len(parts) < 2 or len(parts) % 2:
        return False
    lasts, firsts = parts[::2], parts[1::2]
    if all(map(_are_initials, firsts)):
        return True
    if any(part == part.swapcase() for part in parts):  # scripts without capitals do not turn their names
        return False
    return all(map(_is_one_word, lasts)) and (len(parts) == 2 or not any(map(_is_whole, firsts)))


def _are_initials(first: str) -> bool:
    return bool(_INITIALS.fullmatch(first)) and all(c.isupper() for c in first if c.isalpha())


def _is_one_word(last: str) -> bool:
    """A family name alone, with its particles perhaps."""
    words = last.split()
    return len(words) == 1 or all(_PARTICLES.fullmatch(word) for word in words[:-1])


def _is_whole(first: str) -> bool:
    """More than first names and initials: `Bo Chen`."""
    return len([word for word in first.split() if not _are_initials(word)]) > 1
