"""Merging: what a second sight of a paper changes. It only adds or freshens."""

from dataclasses import replace
from typing import Final

from bot.model.paper import Paper
from bot.papers.identity import STRENGTH, is_strong, title_key
from bot.papers.standing import standing

MAX_KEYWORDS: Final = 30  # a paper seen for years by many sources does not grow without bound
MAX_CATEGORIES: Final = 15


def merge(old: Paper, new: Paper) -> Paper:
    """The paper as known after a second sight; equal to `old` where that says nothing new.

    The stronger id wins. Title, abstract, authors, link and date are those of the source with the higher standing;
    a lower one only fills what is missing. Between equals the sight with the stronger id leads; a longer abstract
    and a fuller list of authors win, unless they come from a sight without a registry's id, and the earliest
    publication stays (a v2 is no new paper). A withdrawal sticks.
    """
    moved = bool(new.code_url) and new.code_url != old.code_url
    lead, other = (new, old) if _strength(new) > _strength(old) else (old, new)
    return replace(
        _described(old, new),
        id=lead.id,
        tldr=new.tldr or old.tldr,
        categories=tuple(dict.fromkeys(lead.categories + other.categories))[:MAX_CATEGORIES],
        keywords=_keywords(old, new),
        organization=new.organization or old.organization,
        code_url=new.code_url or old.code_url,
        stars=new.stars if moved else new.stars or old.stars,
        withdrawn=old.withdrawn or new.withdrawn,
    )


def _described(old: Paper, new: Paper) -> Paper:
    """`old` with what describes it as the two sights together have it."""
    before, after = standing(old.described_by), standing(new.described_by)
    if before == after:
        return _among_equals(old, new)
    lead, other = (new, old) if after > before else (old, new)
    return replace(
        old,
        title=lead.title or other.title,
        url=lead.url or other.url,
        abstract=lead.abstract or other.abstract,
        authors=lead.authors or other.authors,
        published=lead.published or other.published,
        described_by=lead.described_by,
    )


def _among_equals(old: Paper, new: Paper) -> Paper:
    better, weaker = _strength(new) > _strength(old), is_strong(old.id) and not is_strong(new.id)
    lead, other = (new, old) if better else (old, new)
    return replace(
        old,
        title=_title(old, new, better=better, weaker=weaker),
        url=lead.url or other.url,
        abstract=old.abstract if weaker and old.abstract else max(lead.abstract, other.abstract, key=len),
        authors=old.authors if weaker and old.authors else max(lead.authors, other.authors, key=len),
        published=min((day for day in (old.published, new.published) if day), default=None),
        described_by=lead.described_by,
    )


def _strength(paper: Paper) -> int:
    return STRENGTH.get(paper.id.partition(":")[0], 0)


def _title(old: Paper, new: Paper, *, better: bool, weaker: bool) -> str:
    """A real change of title (v2) is taken over; another spelling of the same words is not, or it would flap."""
    if not new.title or weaker:
        return old.title
    renamed = new.id == old.id and title_key(new.title) != title_key(old.title)
    return new.title if better or renamed or not old.title else old.title


def _keywords(old: Paper, new: Paper) -> tuple[str, ...]:
    first_spelling: dict[str, str] = {}
    for word in old.keywords + new.keywords:
        first_spelling.setdefault(word.casefold(), word)
    return tuple(first_spelling.values())[:MAX_KEYWORDS]
