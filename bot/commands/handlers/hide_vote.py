"""`hide` and `vote`, and how each is taken back: what a team thinks of a paper, with its effect on ranking."""

from bot.commands.context import Answer, Asked
from bot.commands.says import counted, done, nothing_done
from bot.commands.which_paper import find, find_to_mark
from bot.ports import Voted
from bot.views.blocks import Button, Buttons
from bot.views.card import quoted, title


async def hide(asked: Asked) -> Answer:
    """Not relevant: never posted here (again), and papers like it rank lower."""
    found, channel, name = await find_to_mark(asked)
    undo = Buttons((Button("Undo", f"unhide {found.paper.id}"),))
    if not await asked.store.memory.hide(channel, found.key, asked.person, asked.now):
        return nothing_done(f"{name} is marked as not relevant already.", undo)
    asked.tools.redraw(channel, found.key)
    return done(
        f"{name} is marked as not relevant: it is not posted from now on, and papers like it rank lower.", undo
    )


async def unhide(asked: Asked) -> Answer:
    """Relevant after all."""
    found = await find(asked)
    name = quoted(title(found))
    if not (asked.known and await asked.store.memory.unhide(asked.channel.key, found.key)):
        return nothing_done(f"{name} is not marked as not relevant here.")
    asked.tools.redraw(asked.channel.key, found.key)
    return done(f"{name} is relevant again: papers like it rank as before.")


async def vote(asked: Asked) -> Answer:
    """One vote a person; the second time it is taken back."""
    found, channel, name = await find_to_mark(asked)
    voted = await asked.store.memory.vote(channel, found.key, asked.person, asked.now)
    if not voted.changed:
        voted = await asked.store.memory.unvote(channel, found.key, asked.person)
        asked.tools.redraw(channel, found.key)
        return done(
            f"Your vote for {name} is taken back. {_total(voted)}", _button("Vote again", "vote", found.paper.id)
        )
    asked.tools.redraw(channel, found.key)
    return done(f"Your vote for {name} counts. {_total(voted)}", _button("Undo", "unvote", found.paper.id))


async def unvote(asked: Asked) -> Answer:
    """The person's own vote is taken back."""
    found = await find(asked)
    name = quoted(title(found))
    voted = (
        await asked.store.memory.unvote(asked.channel.key, found.key, asked.person)
        if asked.known
        else Voted(False, 0)
    )
    if not voted.changed:
        return nothing_done(f"You have not voted for {name}.")
    asked.tools.redraw(asked.channel.key, found.key)
    return done(
        f"Your vote for {name} is taken back. {_total(voted)}", _button("Vote again", "vote", found.paper.id)
    )


def _total(voted: Voted) -> str:
    return f"It has {counted(voted.votes, 'vote') if voted.votes else 'no votes'} from this team."


def _button(label: str, verb: str, paper: str) -> Buttons:
    return Buttons((Button(label, f"{verb} {paper}"),))
