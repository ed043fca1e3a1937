"""An outlook: how a query would have done on the papers of the last 30 days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.matching.bits import places
from bot.matching.day import DayPapers
from bot.matching.evaluate import asks_trending, evaluate
from bot.model.paper import Candidate
from bot.query.tree import Query
from bot.ranking.bm25 import Bm25

DAYS = 30
BROAD = 0.25  # of all papers: more is a firehose (bare nouns match 65% of papers)
BEST = 3
TRIED = 2_000  # papers that queries are tried on; 1 ms and 15 kB each, inverted [measured]
MAX_SPELLINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How one query would have done. `papers` were listed in the last `days` days; `best` first of those matched.

    `sampled`: so many of them were tried, and `matched` is worked out from those.
    `trending`: it asks for the day's most upvoted papers, so that its figures say nothing.
    `spellings`: the query with words that the corpus has, when it matched nothing.
    """

    query: str
    matched: int
    papers: int
    days: int = DAYS
    sampled: bool = False
    best: tuple[Candidate, ...] = ()
    trending: bool = False
    spellings: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Matched papers among all."""
        return self.matched / self.papers if self.papers else 0.0

    @property
    def broad(self) -> bool:
        """Whether it is too broad to be of use."""
        return self.share > BROAD and not self.trending


@dataclass(frozen=True, slots=True)
class Trial:
    """Papers that queries are tried on, inverted, with their relevance; `listed` says of how many."""

    day: DayPapers
    relevance: Bm25
    listed: int

    @classmethod
    def of(cls, papers: Sequence[Candidate]) -> "Trial":
        """All of the papers, or TRIED of them spread evenly over the time."""
        step = max(len(papers) / TRIED, 1)
        day = DayPapers([papers[int(n * step)] for n in range(min(len(papers), TRIED))])
        return cls(day, Bm25(day), len(papers))


def outlook(query: Query, trial: Trial) -> Outlook:
    """How a query does on these papers; the best are the most relevant, then those with the most upvotes."""
    day = trial.day
    matched = evaluate(day, query.root)
    found = places(matched.bits)
    scores = trial.relevance.scores(matched)
    ranked = sorted(found.tolist(), key=lambda place: (-scores[place], -day.upvotes[place], place))
    return Outlook(
        query=query.text,
        matched=round(len(found) * trial.listed / max(len(day), 1)),
        papers=trial.listed,
        sampled=trial.listed > len(day),
        best=tuple(day.candidates[place] for place in ranked[:BEST]),
        trending=asks_trending(query.root),
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
