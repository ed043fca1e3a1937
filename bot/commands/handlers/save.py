"""`save`, `unsave`, `saved`: the papers that a channel keeps."""

from bot.commands.context import Answer, Asked
from bot.commands.pages import page_of
from bot.commands.says import counted, done, line, nothing_done, read
from bot.commands.which_paper import find, find_to_mark
from bot.papers.bibtex import bibtex
from bot.papers.citation_formats import csv_table, json_list
from bot.views import card
from bot.views.blocks import Button, Buttons, File, Heading, Paragraph

PAGE_SIZE = 10
_EMPTY = "Nothing is saved here yet. Type `save` with a paper, or press Save beside one."


async def save(asked: Asked) -> Answer:
    """Keep a paper in this channel's list; one that has not come by is fetched by its id or link."""
    found, channel, title = await find_to_mark(asked, fetch=True)
    if await asked.store.memory.save(channel, found.key, asked.person, asked.now):
        asked.tools.redraw(channel, found.key)
        said = f"Saved {title}. `saved` lists what this channel keeps; papers like it rank higher here."
        return done(said, Buttons((Button("Undo", f"unsave {found.paper.id}"),)))
    return nothing_done(f"{title} is saved already.", Buttons((Button("Remove", f"unsave {found.paper.id}"),)))


async def unsave(asked: Asked) -> Answer:
    """Take a paper off the list."""
    found = await find(asked)
    title = card.quoted(card.title(found))
    if asked.known and await asked.store.memory.unsave(asked.channel.key, found.key):
        asked.tools.redraw(asked.channel.key, found.key)
        return done(f"{title} is no longer saved.", Buttons((Button("Save again", f"save {found.paper.id}"),)))
    return nothing_done(f"{title} is not among this channel's saved papers.")


async def saved(asked: Asked) -> Answer:
    """The channel's saved papers, as a list or as a file."""
    kept = await asked.store.memory.saved(asked.channel.key) if asked.known else ()
    if not kept:
        return nothing_done(_EMPTY)
    match asked.given("format"):
        case "bibtex":
            file = File("saved.bib", "application/x-bibtex", bibtex([s.paper.paper for s in kept]))
        case "csv":
            file = File("saved.csv", "text/csv", csv_table(kept))
        case "json":
            file = File("saved.json", "application/json", json_list(kept))
        case _:
            page = page_of(kept, asked.given("page"), PAGE_SIZE)
            said = f"{counted(len(kept), 'saved paper')}"
            shown = tuple(
                card.card(
                    s.paper,
                    number=number,
                    brief=True,
                    marks=f"Saved by {s.name}" if s.name else "",
                    buttons=(
                        Button("Remove", f"unsave {s.paper.paper.id}"),
                        Button("Similar", f"similar {s.paper.paper.id}"),
                    ),
                )
                for number, s in enumerate(page.items, page.start)
            )
            exports = tuple(Button(name, f"saved {name.casefold()}") for name in ("BibTeX", "CSV", "JSON"))
            return read(Heading(said), *shown, Buttons((*page.buttons("saved"), *exports)), summary=said)
    said = f"{counted(len(kept), 'saved paper')} as {file.name}"
    return read(Paragraph(line(said)), file, summary=said)
