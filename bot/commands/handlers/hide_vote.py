"""`hide` and `vote`: what a team thinks of a paper, with its effect on ranking."""

from bot.commands.context import Answer, Asked
from bot.commands.says import counted, done, nothing_done
from bot.commands.which_paper import find_to_mark


async def hide(asked: Asked) -> Answer:
    """Not relevant: never posted here, and papers like it rank lower."""
    found, channel, title = await find_to_mark(asked)
    if await asked.store.memory.hide(channel, found.key, asked.person, asked.now):
        return done(f"{title} is hidden: it is never posted here, and papers like it rank lower.")
    return nothing_done(f"{title} is hidden already.")


async def vote(asked: Asked) -> Answer:
    """One vote a person."""
    found, channel, title = await find_to_mark(asked)
    votes = await asked.store.memory.vote(channel, found.key, asked.person, asked.now)
    return done(f"Your vote for {title} counts. It has {counted(votes, 'vote')} from this team.")
