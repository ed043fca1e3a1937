"""One work or two: whether two sights are one paper. Pure."""

import re
from typing import Final
from urllib.parse import urlsplit

from bot.model.paper import Paper
from bot.papers.identity import canonical_id, is_strong, title_key
from bot.papers.standing import FEED, standing
from bot.text.latex import readable

MIN_TITLE: Final = 14  # letters of a title key that identify a work by themselves ("Segment Anything" has 15)
MIN_SIGNED_TITLE: Final = 6  # the same when the authors agree as well
MOSTLY: Final = 0.6  # of the shorter title's words that two titles of one work share


def same_paper(a: Paper, b: Paper) -> bool:
    """Whether two sights are one work: one id, or one telling title with nothing that speaks against it.

    Two links that no registry knows speak against it ("papers of the week" has one title every week), unless they
    are of two sites and the authors agree.
    """
    if a.id == b.id:
        return True
    key = title_key(a.title)
    if not key or key != title_key(b.title) or ids_differ(a.id, b.id):
        return False
    links = page(a), page(b)
    if links[0] and links[0] == links[1]:
        return True
    signed = bool(a.authors and b.authors)
    if all(links) and not (signed and _host(a) != _host(b)):
        return False
    return len(key) >= MIN_SIGNED_TITLE and bool(_names(a) & _names(b)) if signed else len(key) >= MIN_TITLE


def same_entry(known: Paper, sight: Paper, name: str) -> bool:
    """Whether a known paper that goes by a name which is no registry's (a link, a feed's guid) is what was seen.

    A guid may be used twice and a link may be shared, but hardly together with the title or with each other.
    """
    key = title_key(sight.title)
    if key and key == title_key(known.title):
        return True
    return bool(page(sight)) and page(sight) == page(known) and name != page(sight)


def only_mentions(sight: Paper, known: Paper) -> bool:
    """Whether a feed's entry talks about a known paper that it links to, and is not that paper itself.

    It has an id of its own, and a title that has little to do with what better sources call the paper.
    """
    if not (is_strong(sight.id) and sight.also) or standing(sight.described_by) > FEED:
        return False
    return standing(known.described_by) > FEED and not _alike(sight.title, known.title)


def _alike(a: str, b: str) -> bool:
    """Whether two titles share most of the shorter one's words."""
    words = [{title_key(word) for word in re.split(r"[\W_]+", readable(title))} - {""} for title in (a, b)]
    shorter = min(map(len, words))
    return shorter == 0 or len(words[0] & words[1]) >= MOSTLY * shorter


def ids_differ(a: str, b: str) -> bool:
    """Whether one registry gave two numbers: it says itself that these are two works."""
    return is_strong(a) and is_strong(b) and a.partition(":")[0] == b.partition(":")[0]


def page(paper: Paper) -> str:
    """The id of the page that a paper without a registry's id is known by, "" if it has none."""
    if is_strong(paper.id) or not paper.url:
        return ""
    found = canonical_id(paper.url) or ""
    return "" if is_strong(found) else found


def _host(paper: Paper) -> str:
    return (urlsplit(paper.url).hostname or "").removeprefix("www.")


def _names(paper: Paper) -> frozenset[str]:
    """The words of the authors' names, folded; initials and `et al.` tell nothing."""
    words = (title_key(word) for name in paper.authors for word in re.split(r"[\s,.]+", name))
    return frozenset(word for word in words if len(word) > 1 and word not in {"et", "al", "and"})
