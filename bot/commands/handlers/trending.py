"""`trending`: the most upvoted papers of the day, the week or the month."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.commands.context import Answer, Asked
from bot.commands.pages import page_of
from bot.commands.says import counted, line, nothing_done, read
from bot.model.paper import Candidate
from bot.views import card
from bot.views.blocks import Button, Buttons, Heading, Note

PAGE_SIZE = 10
DAYS = {"day": 1, "week": 7, "month": 30}
LOOK_BACK = 7  # days without a list (a weekend, holidays) after which "the day" is given up


async def trending(asked: Asked) -> Answer:
    """The best of the last list day (or of so many days), by upvotes."""
    span = asked.given("span") or "day"
    days = DAYS[span]
    today = asked.now.date()  # list dates are UTC dates
    papers = await asked.store.papers.listed(today - timedelta(days=max(days, LOOK_BACK) - 1), today)
    day = max((c.signals.last_listed for c in papers), default=today)
    best = most_upvoted(papers, day if span == "day" else today - timedelta(days=days - 1))
    if not best:
        return nothing_done("No paper was listed in that time; status says how the sources are.")
    page = page_of(best, asked.given("page"), PAGE_SIZE)
    said = f"Trending {'on' if span == 'day' else 'since'} {best_day(span, day, today):%A %d %B}"
    late = span == "day" and day < today
    shown = [
        card.card(
            candidate,
            number=number,
            brief=True,
            buttons=(
                Button("Save", f"save {candidate.paper.id}"),
                Button("Similar", f"similar {candidate.paper.id}"),
            ),
        )
        for number, candidate in enumerate(page.items, page.start)
    ]
    others = [Button(name.capitalize(), f"trending {name}") for name in DAYS if name != span]
    more = [Button.page(f"trending {span}", page.next)] if page.next else []
    return read(
        Heading(said),
        Note(line("Nothing is listed today yet; this is the last day that has a list."))
        if late
        else Note(line(f"{counted(len(best), 'paper')}, by upvotes.")),
        *shown,
        Buttons((*more, *others)),
        summary=said,
    )


def most_upvoted(papers: Sequence[Candidate], since: date) -> list[Candidate]:
    """Those listed since that date by upvotes, then by how fast they gain them, then by id."""
    listed = (c for c in papers if c.signals.last_listed >= since and not c.paper.withdrawn)
    return sorted(listed, key=lambda c: (-c.signals.upvotes, -c.signals.velocity, c.paper.id))


def best_day(span: str, day: date, today: date) -> date:
    """The date that the heading names."""
    return day if span == "day" else today - timedelta(days=DAYS[span] - 1)
