"""Looking a paper up that is not here yet: each source that may have it is asked, until one has."""

from bot.commands.context import Asked
from bot.errors import NotFoundError
from bot.model.paper import Candidate
from bot.papers.identity import is_strong

SOURCE = "community"  # what is asked for one by one, for faults in the journal


async def look_up(asked: Asked, paper_id: str) -> Candidate:
    """The paper, fetched and kept if need be. Raises NotFoundError with what the sources said."""
    known = await asked.store.papers.by_id([paper_id])
    if known:
        return known[0]
    notes = []
    for finder in asked.tools.finders:
        if not finder.finds(paper_id):
            continue
        fetched = await finder.find(paper_id, asked.now)
        if fetched.papers:
            await asked.store.papers.ingest(SOURCE, fetched, asked.now, polled=False)
            found = await asked.store.papers.by_id([paper_id])
            if found:
                return found[0]
        notes.append(fetched.note)
    why = "; ".join(dict.fromkeys(note.rstrip(".") for note in notes if note))
    if why:
        raise NotFoundError(f"{paper_id} could not be fetched: {why}. Check the id, or try again later.")
    if is_strong(paper_id):
        raise NotFoundError(f"{paper_id} could not be fetched: no source that can look it up is set up.")
    raise NotFoundError(
        "That address names no paper that a source could be asked for. Give its DOI (10.…), which stands on the "
        "paper's page, or its arXiv id."
    )
