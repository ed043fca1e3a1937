"""Recommendations: a source that tells what is like a paper, polled about what channels saved.

The cursor is JSON: for each saved paper the day on which it was asked about.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.model.paper import Paper
from bot.papers.dated_marks import dated_marks
from bot.ports import Fault, Feedback, Fetched, Recommended, Recommender

SAVED: Final = 200  # of all channels together, the newest
AT_ONCE: Final = 20  # saved papers that are asked about in one poll: one request each, a second apart
AGAIN: Final = timedelta(days=3)  # new papers that are like an old one come slowly
SOON: Final = 300.0  # seconds until those are asked about that there was no time for
EVERY: Final = 3_600.0  # seconds: somebody may have saved something


class Recommendations:
    """A source made of a recommender and of what channels saved."""

    def __init__(self, recommender: Recommender, feedback: Feedback) -> None:
        self._recommender = recommender
        self._feedback = feedback

    @property
    def name(self) -> str:
        """The recommender's."""
        return self._recommender.name

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What is like the papers saved last, and because of which."""
        today = now.astimezone(UTC).date()
        saved = [each for each in await self._feedback.saved_anywhere(SAVED) if self._recommender.finds(each)]
        known = dated_marks(cursor, today)
        asked = {each: known[each] for each in saved if each in known}
        due = [each for each in saved if each not in asked or today - asked[each] >= AGAIN]
        papers, because, faults = dict[str, Paper](), list[Recommended](), list[Fault]()
        wait: float | None = None
        for each in due[:AT_ONCE]:
            fetched = await self._recommender.like(each, now)
            if not fetched.ok:
                faults.append(Fault(each, fetched.note))
                wait = fetched.retry_after
                break
            asked[each] = today
            papers |= {paper.id: paper for paper in fetched.papers if paper.id not in saved}
            because += [Recommended(paper.id, each) for paper in fetched.papers if paper.id not in saved]
        if faults and not any(asked.get(each) == today for each in due):
            return Fetched(ok=False, note=faults[0].reason, faults=tuple(faults), retry_after=wait)
        more = len(due) > AT_ONCE
        return Fetched(
            papers=tuple(papers.values()),
            recommended=tuple(because),
            cursor=json.dumps({each: day.isoformat() for each, day in sorted(asked.items())}),
            faults=tuple(faults),
            note=faults[0].reason if faults else "" if papers else _why_empty(saved, due),
            retry_after=wait or (SOON if more else EVERY),
        )


def _why_empty(saved: Iterable[str], due: Iterable[str]) -> str:
    if not saved:
        return "no channel has saved a paper that it could be asked about"
    return "nothing new is like what was saved" if due else "it was asked about everything that is saved"
