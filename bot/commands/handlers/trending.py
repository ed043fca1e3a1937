"""`trending`: the most upvoted papers of the day, the week or the month."""

from bot.commands.context import Answer, Asked
from bot.commands.pages import page_of
from bot.commands.says import counted, line, nothing_done, read
from bot.daily.trending import DAYS, looked_at, trend
from bot.views import card
from bot.views.blocks import Button, Buttons, Heading, Note

PAGE_SIZE = 10


async def trending(asked: Asked) -> Answer:
    """The best of the last list day (or of so many days), by upvotes."""
    return await listed(asked, asked.given("span") or "day")


async def listed(asked: Asked, span: str, *notes: Note) -> Answer:
    """The answer for that span, with these notes before it."""
    today = asked.now.date()  # list dates are UTC dates
    found = trend(await asked.store.papers.listed(*looked_at(span, today)), span, today)
    if not found.papers:
        return nothing_done("No paper was listed in that time; `status` says how the sources are.")
    page = page_of(found.papers, asked.given("page"), PAGE_SIZE)
    said = f"Trending {'on' if span == 'day' else 'since'} {found.since:%A %d %B}"
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
    return read(
        Heading(said),
        *notes,
        Note(line("Nothing is listed today yet; this is the last day that has a list."))
        if found.late
        else Note(line(f"{counted(len(found.papers), 'paper')}, by upvotes.")),
        *shown,
        Buttons((*page.buttons(f"trending {span}"), *others)),
        summary=said,
    )
