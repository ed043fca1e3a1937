"""`submit`: the community's own pick joins a channel's candidates."""

from bot.commands.arguments import short
from bot.commands.context import Answer, Asked
from bot.commands.says import done, nothing_done
from bot.errors import NotFoundError, UserError
from bot.model.paper import Candidate
from bot.papers.identity import canonical_id
from bot.views import card as cards

SOURCE = "community"  # what is asked for one by one, for faults in the journal


async def submit(asked: Asked) -> Answer:
    """Fetches the paper if it is not here yet."""
    typed = asked.given("paper")
    paper_id = canonical_id(typed)
    if paper_id is None:
        raise UserError(
            f"“{short(typed)}” is no id or link of a paper. For example: submit https://arxiv.org/abs/2106.09685"
        )
    known = await asked.store.papers.by_id([paper_id])
    found = known[0] if known else await _fetched(asked, paper_id)
    channel = await asked.home()
    title = cards.quoted(cards.title(found))
    card = cards.card(found, community=True, buttons=cards.buttons(found.paper.id))
    history = await asked.store.plans.history(channel.key, found.key)
    if history.how:
        return nothing_done(f"This channel has had {title} already; why {found.paper.id} says when.", card)
    if not await asked.store.papers.submit(channel.address, found.key, asked.person, asked.now):
        return nothing_done(f"{title} was submitted already.", card)
    when = "the next digest" if channel.next_due else "a digest, once subscribe or now has started them"
    return done(f"Submitted {title}: it is a candidate for {when}.", card)


async def _fetched(asked: Asked, paper_id: str) -> Candidate:
    notes = []
    for finder in asked.tools.finders:
        fetched = await finder.find(paper_id, asked.now)
        if fetched.papers:
            await asked.store.papers.ingest(SOURCE, fetched, asked.now, polled=False)
            found = await asked.store.papers.by_id([paper_id])
            if found:
                return found[0]
        notes.append(fetched.note)
    why = "; ".join(note for note in notes if note) or "no source that can look it up is set up"
    raise NotFoundError(f"{paper_id} could not be fetched: {why.rstrip('.')}. Check the id, or try again later.")
