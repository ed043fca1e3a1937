"""`hide` and `vote`: what a team thinks of a paper, with its effect on ranking."""

from bot.commands.context import Answer, Asked
from bot.commands.says import counted, done, nothing_done
from bot.commands.which_paper import find
from bot.views import card


async def hide(asked: Asked) -> Answer:
    """Not relevant: never posted here, and papers like it rank lower."""
    found = await find(asked)
    channel = await asked.home()
    title = card.quoted(card.title(found))
    if await asked.store.memory.hide(channel.key, found.key, asked.person, asked.now):
        return done(f"{title} is hidden: it is never posted here, and papers like it rank lower.")
    return nothing_done(f"{title} is hidden already.")


async def vote(asked: Asked) -> Answer:
    """One vote a person."""
    found = await find(asked)
    channel = await asked.home()
    votes = await asked.store.memory.vote(channel.key, found.key, asked.person, asked.now)
    title = card.quoted(card.title(found))
    return done(f"Your vote for {title} counts. It has {counted(votes, 'vote')} from this team.")
