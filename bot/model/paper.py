"""A paper: one work, by canonical id, whatever the source, version or page it came from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

FILE: Final = "file"  # the source of what is imported
SAMPLE: Final = "sample"  # the source of the bundled papers, which serve where no real one has answered yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One work.

    `id` is canonical (`bot.papers.identity`): `arxiv:2401.01234` without version, `doi:10.…`, `openreview:…`,
    else `url:<hash>`. All texts are as the source gave them with whitespace folded to single spaces;
    they are hostile until a renderer has escaped them. `url` is the page a title links to (http/https).

    `described_by` names the source whose words the title, abstract, authors and link are (`bot.papers.standing`).
    `also` are further ids that the source gives with a sight; the store keeps them as ids the paper goes by.
    """

    id: str
    title: str
    url: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None
    tldr: str = ""  # the source's own one-sentence summary, if it has one
    categories: tuple[str, ...] = ()  # "cs.CL"
    keywords: tuple[str, ...] = ()
    organization: str = ""
    code_url: str = ""
    stars: int = 0
    withdrawn: bool = False
    described_by: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A source said: this paper, on this list date, at this rank, with this many upvotes and comments.

    Kept over time (`observed`, UTC), so that velocity can be told. `rank` counts from 1.
    """

    paper_id: str
    source: str
    list_date: date
    rank: int
    observed: datetime
    upvotes: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the listings of one paper add up to at a moment."""

    first_listed: date
    last_listed: date
    upvotes: int = 0
    velocity: float = 0.0  # upvotes a day between its first and last observation
    comments: int = 0
    sources: tuple[str, ...] = ()
    community: bool = False  # submitted by the channel's own team


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A paper that may be picked, with its listings' signals. `key` is the store's number for the paper.

    `added` (UTC): when the store first had it, which tells what a channel's last digest could not know.
    """

    key: int
    paper: Paper
    signals: Signals
    added: datetime | None = None
