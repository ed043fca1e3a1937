"""Explaining: when a channel had a paper, or why it had it not."""

import asyncio

from bot.commands.context import Asked
from bot.commands.in_the_way import notes
from bot.commands.says import line
from bot.model.paper import Candidate
from bot.planning.why_not import why_not
from bot.planning.window import listed_since
from bot.ports import DueChannel, History
from bot.views import card
from bot.views.blocks import Inline, Line, Link, Moment


async def explain(asked: Asked, paper: Candidate) -> list[Line]:
    """Sentences, the most telling first."""
    channel = asked.channel
    history = await asked.store.plans.history(channel.key, paper.key) if asked.known else History()
    zone = channel.schedule.zone
    match history.how:
        case "posted":
            return [*_posted(history, paper, zone), *_hidden(history, zone)]
        case "hidden":
            return [*_hidden(history, zone), line("It was never posted here, and is not posted from now on.")]
        case "reserved":
            day = f" of {history.digest.local_date:%d %b %Y}" if history.digest else ""
            return [line(f"It is in the digest{day}, which is on its way."), *_hidden(history, zone)]
    return await _not_had(asked, paper)


def _posted(history: History, paper: Candidate, zone: str) -> list[Line]:
    parts: list[str | Inline] = ["It was posted", *_at(" ", history, zone)]
    if history.receipt and history.receipt.link:
        parts += [" (", Link("the message", history.receipt.link), ")"]
    found = [line(*parts, ".")]
    if history.digest:
        reasons = next((pick.reasons for pick in history.digest.picks if pick.paper == paper.key), ())
        if reasons:
            found.append(line(f"Why: {card.why(reasons)}."))
    return found


def _hidden(history: History, zone: str) -> list[Line]:
    """Who said that it is not relevant, if anybody did."""
    if history.hidden_at is None:
        return []
    who = history.hidden_by or "Somebody here"
    return [line(f"{who} marked it as not relevant ", Moment(history.hidden_at, zone), ".")]


def _at(before: str, history: History, zone: str) -> tuple[str | Inline, ...]:
    return (before, Moment(history.at, zone)) if history.at else ()


async def _not_had(asked: Asked, paper: Candidate) -> list[Line]:
    """The decision's own words, and what a pause adds to them."""
    key, since = asked.channel.key, listed_since(asked.now.date())
    due = await asked.store.plans.due(key, since) if asked.known else None
    due = due or DueChannel.of(asked.channel)
    day = await asked.store.plans.among(since) if due.queries else ()
    found = [line(await asyncio.to_thread(why_not, paper, due, asked.now, day))]
    if asked.known:
        found += [note.line for note in notes(asked.channel, await asked.obstacles())]
    if not asked.channel.pause and not due.queries:
        found.append(line("This channel has no subscriptions: it gets the most upvoted papers of the day."))
    return found
