"""An outlook: how a query would have done on the papers of the last 30 days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.matching.day import DayPapers
from bot.matching.evaluate import asks_trending, evaluate
from bot.model.paper import Candidate
from bot.model.source_set_up import Given
from bot.query.tree import Query
from bot.query.unmet import unmet
from bot.ranking.likeness import Likeness
from bot.ranking.relevance import Relevance
from bot.ranking.weights import FLOOR

DAYS = 30
WEEKEND = 3  # days without a list at the beginning of the time do not make it shorter
BROAD = 0.25  # of all papers: more is a firehose (bare nouns match 65% of papers)
BEST = 3
TRIED = 2_000  # papers that queries are tried on; 1 ms and 15 kB each, inverted [measured]
MAX_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """What a query in plain words may mean, as a query, and how many papers more that would have brought. `note`:
    what was asked for and is left out, as nobody has it.
    """

    query: str
    more: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How one query would have done. `papers` were listed in the `days` days that papers are held of, at most
    DAYS, from `since` on (None: of all of them); `best` first of those matched.

    `passing`: so many of those matched mention it in passing only, and are no picks.
    `sampled`: so many of them were tried, and `matched` is worked out from those.
    `trending`: it asks for the day's most upvoted papers, so that its figures say nothing.
    `lacking`: it asks for these (see `bot.query.unmet`), and none of the papers has any.
    `others`: what it is also called by the library, as queries, each with how many papers more that would have
    brought; more than one where it stands for several things.
    `meant`: what it may mean if it asks in plain words.
    `spellings`: the query with words that the corpus has, when it matched nothing.
    """

    query: str
    matched: int
    papers: int
    passing: int = 0
    days: int = DAYS
    since: date | None = None
    sampled: bool = False
    best: tuple[Candidate, ...] = ()
    trending: bool = False
    meant: Meant | None = None
    spellings: tuple[str, ...] = ()
    lacking: frozenset[str] = frozenset()
    others: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        """Papers that it would have brought among all."""
        return self.picked / self.papers if self.papers else 0.0

    @property
    def picked(self) -> int:
        """What it would have brought."""
        return self.matched - self.passing

    @property
    def broad(self) -> bool:
        """Whether it is too broad to be of use."""
        return self.share > BROAD and not self.trending


@dataclass(frozen=True, slots=True)
class Trial:
    """Papers that queries are tried on, inverted, with their relevance; `listed` says of how many, of `days` days
    that begin with `since` (None: of all DAYS); `untold` is what none of them tells.
    """

    day: DayPapers
    relevance: Relevance
    listed: int
    untold: frozenset[Given]
    days: int = DAYS
    since: date | None = None

    @classmethod
    def of(cls, papers: Sequence[Candidate], today: date) -> "Trial":
        """All of the papers, or TRIED of them spread evenly over the time; takes a second: in a thread."""
        first = min((each.signals.last_listed for each in papers), default=today)
        held = (today - first).days + 1
        days, since = (DAYS, None) if held > DAYS - WEEKEND else (held, first)
        step = max(len(papers) / TRIED, 1)
        day = DayPapers([papers[int(n * step)] for n in range(min(len(papers), TRIED))])
        likeness, untold = Likeness(day), frozenset(Given) - _told(day.candidates)
        likeness.read_ahead()
        return cls(day, Relevance(day, likeness), len(papers), untold, days, since)


def _told(papers: Sequence[Candidate]) -> frozenset[Given]:
    """What any of them tells."""
    told = {
        Given.CATEGORIES: any(each.paper.categories for each in papers),
        Given.CODE: any(each.paper.code_url for each in papers),
        Given.ORGANIZATIONS: any(each.paper.organization for each in papers),
        Given.UPVOTES: any(each.signals.upvotes for each in papers),
    }
    return frozenset(given for given, found in told.items() if found)


def outlook(query: Query, trial: Trial) -> Outlook:
    """How a query does on these papers; the best are the most relevant, then those with the most upvotes."""
    day = trial.day
    matched = evaluate(day, query.root)
    found, relevance, _ = trial.relevance.of([matched])
    scores = dict(zip(found.tolist(), relevance.round(2).tolist(), strict=True))  # less is no difference
    ranked = sorted(scores, key=lambda place: (-scores[place], -day.upvotes[place], place))
    scale, asks = trial.listed / max(len(day), 1), asks_trending(query.root)
    passing = 0 if asks else int((relevance < FLOOR).sum())
    return Outlook(
        query=query.text,
        matched=round(len(found) * scale),
        passing=round(passing * scale),
        papers=trial.listed,
        days=trial.days,
        since=trial.since,
        sampled=trial.listed > len(day),
        best=tuple(day.candidates[place] for place in ranked[:BEST]),
        trending=asks,
        lacking=unmet(query.root, lambda need: need not in trial.untold),
    )


def respelt(text: str, words: Sequence[str], close: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The query with its unknown words in spellings that the corpus has, the best of each first."""
    unknown = [word for word in dict.fromkeys(words) if close.get(word)]
    found = []
    for rank in range(max((len(close[word]) for word in unknown), default=0)):
        repaired = text
        for word in unknown:
            spelling = close[word][min(rank, len(close[word]) - 1)]
            repaired = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", spelling.replace("\\", ""), repaired)
        found.append(repaired)
    return tuple(dict.fromkeys(found))[:MAX_SPELLINGS]
