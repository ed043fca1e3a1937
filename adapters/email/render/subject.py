"""What a mail's subject says: how many papers, on what, and of which day."""

import re
from collections import Counter
from datetime import date
from typing import Final

from bot.model.digest import BY_TEAM, TRENDING, Digest, Edition
from bot.text.cut import cut
from bot.views.blocks import View
from bot.views.plain_text import day

MOST: Final = 120  # characters; a phone shows about 40, a desk about 70
PREHEADER: Final = 140  # characters that mail programs show after the subject
TOPIC: Final = 40  # characters of one keyword
NAMED: Final = 2  # keywords
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # the same in every locale
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def subject(view: View, edition: Edition | None) -> str:
    """`5 papers on RAG and agents · Fri 28 Nov`; of what is no digest, its summary."""
    if edition is None:
        return one_line(view.summary) or "Paperboy"
    return one_line(f"{counted(edition.digest)} · {short_day(edition.digest.local_date)}")


def counted(digest: Digest) -> str:
    """`5 papers on RAG and agents`, as far as can be said."""
    number = len(digest.picks)
    if not number:
        return "No new papers"
    papers = f"{number} paper{'' if number == 1 else 's'}"
    if topics := _topics(digest):
        return f"{papers} on {topics}"
    if all(reason.query == TRENDING for pick in digest.picks for reason in pick.reasons):
        return f"{number} trending paper{'' if number == 1 else 's'}"
    return papers


def short_day(of: date) -> str:
    """`Fri 28 Nov`."""
    return f"{_DAYS[of.weekday()]} {day(of).rsplit(' ', 1)[0]}"


def one_line(text: str, most: int = MOST) -> str:
    """Words with single spaces and nothing that could begin another header or turn the line around."""
    return cut(" ".join(_CONTROLS.sub(" ", text).split()), most)


def _topics(digest: Digest) -> str:
    """The keywords with most papers, as people would say them."""
    found = Counter(
        _said(reason.query)
        for pick in digest.picks
        for reason in pick.reasons
        if reason.query not in {TRENDING, BY_TEAM.query} and not reason.because
    )
    named = [topic for topic, _ in found.most_common(NAMED) if topic]
    more = len(found) > len(named)
    return ", ".join(named) + " and more" if more and named else " and ".join(named)


def _said(query: str) -> str:
    """A query without its signs: `"low-rank" | LoRA` is `low-rank or LoRA`."""
    return cut(" ".join(query.replace('"', "").replace("|", " or ").split()), TOPIC)
