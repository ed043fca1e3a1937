"""Why a digest is empty: the answer to the most frequent question of all."""

from datetime import datetime

from bot.model.routine import Routine
from bot.planning.chooser import Choice
from bot.planning.window import listed_since
from bot.ports import DueChannel
from bot.schedule.day_name import day_name

MENTIONS_ON = "`settings mentions on` brings such papers too"


def why_empty(due: DueChannel, choice: Choice, now: datetime, *, without: str = "") -> str:
    """One sentence: what left nothing to post; of several reasons the first that holds.

    `without`: what is said of sources that did not answer. Of those nobody knows what they listed, so that
    nothing is said of papers that were not.
    """
    routine = due.routine
    if without and (not choice.visible or not choice.fresh):
        said = "There is nothing else to post."
    elif not choice.visible:
        since = max(routine.since, listed_since(now.date()))
        said = f"No papers{_from(routine)} were listed since {day_name(since)}."
    elif weak := (choice.matched & ~choice.gone & ~choice.liked).bit_count():
        least = routine.settings.min_upvotes
        said = f"{_papers(weak)} matched, but with fewer than {least} upvotes so far."
    elif passing := (choice.passing & ~choice.gone & choice.fresh).bit_count():
        said = (
            f"{_papers(passing)} mention{'s' if passing == 1 else ''} the keywords in passing only; {MENTIONS_ON}."
        )
    elif routine.last_date and not choice.fresh:
        said = f"No papers{_from(routine)} were listed since the digest of {day_name(routine.last_date)}."
    elif had := (choice.matched & choice.gone & choice.fresh).bit_count():
        said = f"{_papers(had)} matched, but this channel has had or hidden {'it' if had == 1 else 'them all'}."
    elif not due.queries:
        said = "Nothing is left of the newest days' papers: all were posted here already."
    else:
        keywords = "the keyword" if len(due.queries) == 1 else f"any of the {len(due.queries)} keywords"
        new = choice.fresh.bit_count()
        none = f"None of the {new:,} new papers matched" if new > 1 else "The new paper did not match"
        said = f"{none} {keywords}."
    return said


def _from(routine: Routine) -> str:
    return f" from {' or '.join(routine.settings.sources)}" if routine.settings.sources else ""


def _papers(number: int) -> str:
    return f"{number:,} papers" if number != 1 else "One paper"
