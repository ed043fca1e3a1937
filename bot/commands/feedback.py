"""`hide` and `vote`: what a team thinks of a paper, with its effect on ranking."""

from bot import cards
from bot.commands.asked import Answer, Asked
from bot.commands.finding import find
from bot.commands.says import counted, done, nothing_done


async def hide(asked: Asked) -> Answer:
    """Not relevant: never posted here, and papers like it rank lower."""
    found = await find(asked)
    channel = await asked.home()
    title = cards.quoted(cards.title(found))
    if await asked.store.memory.hide(channel.key, found.key, asked.person, asked.now):
        return done(f"{title} is hidden: it is never posted here, and papers like it rank lower.")
    return nothing_done(f"{title} is hidden already.")


async def vote(asked: Asked) -> Answer:
    """One vote a person."""
    found = await find(asked)
    channel = await asked.home()
    votes = await asked.store.memory.vote(channel.key, found.key, asked.person, asked.now)
    title = cards.quoted(cards.title(found))
    return done(f"Your vote for {title} counts. It has {counted(votes, 'vote')} from this team.")
