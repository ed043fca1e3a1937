"""Reader of Daily Papers pages saved as text: a banner, perhaps a date, then title and abstract lines in turn.

Blank lines between them are optional, and the banner's last word may run into the first title.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from adapters.sources.parse import values
from bot.model.paper import FILE, Paper
from bot.papers.identity import weak_id

SOURCE: Final = FILE
LONG: Final = 300  # characters; no title is longer, hardly an abstract shorter
MIN_PAIRS: Final = 2  # without a banner, so many pairs of a short and a long line show what the text is
_TRENDING: Final = re.compile(r"get trending papers in your (?:e-?mail )?inbox.*", re.IGNORECASE)
_BANNER: Final = re.compile(
    r"new|subscribe|daily papers|by ?AK and the research community|papers|trending papers", re.IGNORECASE
)
_RUN_IN: Final = re.compile(r"Subscribe(?=[^a-z\s])(.+)")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(rf"({'|'.join(_MONTHS)})[a-z]* (\d{{1,2}})(?:,? (\d{{4}}))?", re.IGNORECASE)


def is_saved_text(text: str) -> bool:
    """Whether a text looks like a saved page."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(_TRENDING.fullmatch(line) for line in lines[:20]):
        return True
    pairs = list(zip(lines[::2], lines[1::2], strict=False))[:10]
    return len(pairs) >= MIN_PAIRS and all(len(title) <= LONG < len(abstract) for title, abstract in pairs)


def read_saved_text(text: str, today: date) -> tuple[date | None, tuple[Paper, ...], tuple[tuple[int, str], ...]]:
    """The page's date (None if it has none), its entries in order, and (line, reason) of what could not be read.

    A date without a year is the last such day up to `today`.
    """
    day: date | None = None
    entries, faults = list[list[str]](), list[tuple[int, str]]()
    header, pending = True, False  # pending: the last entry has a title only
    lines = list(_lines(text))
    for index, (number, line) in enumerate(lines):
        if _TRENDING.fullmatch(line):  # another page begins: pages may have been joined
            if pending and entries and _BANNER.fullmatch(entries[-1][0]):
                entries.pop()
            header, pending = True, False
            continue
        if header:
            if _BANNER.fullmatch(line):
                continue
            if dated := _dated(line, today):
                day = day or dated
                continue
            header = False
            run_in = _RUN_IN.fullmatch(line)
            line = run_in[1] if run_in else line  # noqa: PLW2901 -- the title that the banner ran into
        after = lines[index + 1][1] if index + 1 < len(lines) else ""
        if pending and (len(line) > LONG or len(after) <= LONG or _TRENDING.fullmatch(after)):
            entries[-1].append(line)
            pending = False
        elif len(line) <= LONG:
            entries.append([line])
            pending = True
        elif entries:
            entries[-1].append(line)  # an abstract's further paragraph
        else:
            faults.append((number, "text without a title"))
    return day, tuple(_paper(entry) for entry in entries), tuple(faults)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if stripped := line.strip().lstrip("\ufeff"):
            yield number, stripped


def _paper(entry: list[str]) -> Paper:
    title = values.text(entry[0], values.MAX_TITLE)
    return Paper(
        id=weak_id(title),
        title=title,
        url="",
        abstract=values.text(" ".join(entry[1:]), values.MAX_ABSTRACT),
        described_by=SOURCE,
    )


def _dated(line: str, today: date) -> date | None:
    found = _DATE.fullmatch(line)
    if not found:
        return None
    month = _MONTHS.index(found[1].lower()) + 1
    years = (
        [int(found[3])] if found[3] else range(today.year, today.year - 5, -1)
    )  # Feb 29 is at most 4 years back
    for year in years:
        try:
            day = date(year, month, int(found[2]))
        except ValueError:
            continue
        if found[3] or day <= today:
            return day
    return None
