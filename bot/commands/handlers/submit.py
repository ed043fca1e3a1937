"""`submit`: the community's own pick joins a channel's candidates."""

from bot.commands.arguments import short
from bot.commands.context import Answer, Asked
from bot.commands.in_the_way import in_the_way
from bot.commands.look_up import look_up
from bot.commands.says import done, nothing_done
from bot.errors import UserError
from bot.papers.identity import canonical_id
from bot.views import card as cards


async def submit(asked: Asked) -> Answer:
    """Fetches the paper if it is not here yet."""
    typed = asked.given("paper")
    paper_id = canonical_id(typed)
    if paper_id is None:
        raise UserError(
            f"“{short(typed)}” is no id or link of a paper. For example: "
            "`submit https://arxiv.org/abs/2106.09685`, or a DOI, or a page of bioRxiv, OpenReview or a journal."
        )
    found = await look_up(asked, paper_id)
    channel = await asked.home()
    title = cards.quoted(cards.title(found))
    card = cards.card(
        found, community=True, buttons=cards.buttons(found.paper.id), menu=cards.menu(found.paper.id)
    )
    history = await asked.store.plans.history(channel.key, found.key)
    if history.how:
        return nothing_done(f"This channel has had {title} already; `why {found.paper.id}` says when.", card)
    if not await asked.store.papers.submit(channel.address, found.key, asked.person, asked.now):
        return nothing_done(f"{title} was submitted already.", card)
    when = "the next digest" if channel.next_due else "a digest, once `subscribe` or `now` has started them"
    stands = in_the_way(channel, await asked.obstacles(channel)) if channel.next_due else ()
    return done(f"Submitted {title}: it is a candidate for {when}.", card, *stands)
