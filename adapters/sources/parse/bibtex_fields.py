"""Fields of a BibTeX entry: values put together from strings, TeX as the characters it prints, dates. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from adapters.sources.parse.dates import month_named
from bot.text.latex import FORMULA, readable

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
AS_WRITTEN: Final = frozenset({"url", "doi", "eprint", "arxivid"})  # no text: signs in them mean themselves
_ESCAPE: Final = re.compile(r"\\([&%_$#{}~^])(?:\{\})?")
_DATE: Final = re.compile(r"(?<!\d)(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_BRACED_FORMULA: Final = re.compile(r"\{(\$[^$]{1,400}\$)\}")
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def strings_of(strings: Iterable[Any]) -> dict[str, str]:
    """What `@string` defines, names in lower case."""
    known = dict[str, str]()
    for each in strings:
        known[each.key.lower()] = value_of(each.value, known)
    return known


def fields_of(entry: Any, strings: Mapping[str, str]) -> dict[str, str]:
    """An entry's fields by their names in lower case; of two with one name the first that says something."""
    found = dict[str, str]()
    for field in entry.fields:
        name, value = field.key.lower(), value_of(field.value, strings)
        if not found.get(name):
            found[name] = _plain(value) if name in AS_WRITTEN else value
    return found


def value_of(written: object, strings: Mapping[str, str]) -> str:
    """`"10~" # jan` put together; a name that nobody defined is a month's or nothing."""
    return "".join(_part(part, strings) for part in _parts(str(written)))


def text_of(value: str) -> str:
    """A text as it is printed, without the braces that keep its capitals."""
    return unicodedata.normalize("NFC", re.sub(r"[{}]", "", readable(value)))


def title_of(value: str) -> str:
    """A title with its formulas as they are, which other sources and exports have as well, the rest as printed."""
    value = _BRACED_FORMULA.sub(r"\1", value)
    parts, at = list[str](), 0
    for formula in FORMULA.finditer(value):
        parts += [value[at : formula.start()], formula[0]]
        at = formula.end()
    parts.append(value[at:])
    if any(part.count("{") != part.count("}") for part in parts):
        return text_of(value)
    return "".join(part if at % 2 else _between(part) for at, part in enumerate(parts))


def _between(text: str) -> str:
    """What stands between formulas, with the spaces at its ends."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return (" " if before else "") + text_of(text) + (" " if after and text.strip() else "")


def published(fields: Mapping[str, str]) -> date | None:
    """The date; of a month its first day, of a year alone the year's."""
    said = _DATE.search(fields.get("date", "")) or _DATE.search(fields.get("year", ""))
    if not said:
        return None
    year, month, day = int(said[1]), int(said[2] or 0), int(said[3] or 0)
    named = fields.get("month", "")
    if not month and (found := _WORD.search(named)) and (month := month_named(found[0])):
        day = _number(named) or _number(fields.get("day", ""))
    month = month or _number(named)
    for valid in ((year, month, day), (year, month, 1), (year, 1, 1)):
        try:
            return date(*valid)
        except ValueError:
            continue
    return None


def _number(text: str) -> int:
    found = _NUMBER.search(text)
    return int(found[0]) if found else 0


def _parts(written: str) -> Iterator[str]:
    """What `#` parts, outside braces and quotes."""
    depth, quoted, start = 0, False, 0
    for at, sign in enumerate(written):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            yield written[start:at]
            start = at + 1
    yield written[start:]


def _part(part: str, strings: Mapping[str, str]) -> str:
    part = part.strip()
    for before, after in ("{}", '""'):
        if len(part) > 1 and part[0] == before and part[-1] == after:
            return part[1:-1]
    if part.isdecimal():
        return part
    name = part.lower()
    return strings.get(name, name if name[:3] in MONTHS else "")


def _plain(value: str) -> str:
    r"""An address or id without TeX's escapes, its `\url{…}` and its braces."""
    return re.sub(r"\\url|[{}]", "", _ESCAPE.sub(r"\1", value)).strip()
