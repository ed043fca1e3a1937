"""`unsubscribe`: by text, by number, or all."""

from collections.abc import Sequence

from bot.commands.arguments import short
from bot.commands.context import Answer, Asked
from bot.commands.says import counted, line
from bot.errors import NotFoundError, UserError
from bot.model.channel import Subscription
from bot.query.parser import parse
from bot.query.split import split_queries
from bot.views import card
from bot.views.blocks import MAX_COMMAND, Button, Buttons, Note, Tone, View

SHOWN = 10  # queries that a reply speaks of one by one


async def unsubscribe(asked: Asked) -> Answer:
    """Removes by text, by number, or all."""
    typed = asked.given("query")
    had = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    if not had:
        raise NotFoundError("This channel has no subscriptions.")
    gone = meant(typed, had)
    if not gone:
        close = card.quoted(had[-1].query)
        raise NotFoundError(
            f"This channel is not subscribed to “{short(typed)}”. list shows its subscriptions by number, "
            f"such as {had[-1].number} for {close}."
        )
    await asked.store.channels.unsubscribe(asked.channel.key, [s.query for s in gone])
    left = len(had) - len(gone)
    said = "Unsubscribed from " + (
        "everything" if len(gone) == len(had) > 1 else ", ".join(card.quoted(s.query) for s in gone[:SHOWN])
    )
    if len(gone) > SHOWN and left:
        said += f" and {len(gone) - SHOWN} more"
    after = (
        f"{counted(left, 'subscription')} left."
        if left
        else "Without subscriptions this channel gets the day's most upvoted papers; pause stops them."
    )
    undo = f"subscribe {', '.join(s.query for s in gone)}"
    buttons = (Buttons((Button("Subscribe again", undo),)),) if len(undo) <= MAX_COMMAND else ()
    return Answer(View((Note(line(f"{said}. {after}"), Tone.GOOD), *buttons), f"{said}."), changed=True)


def meant(typed: str, had: Sequence[Subscription]) -> list[Subscription]:
    """Which subscriptions a text means: the query itself, `*`, `2`, `1, 3`, or several queries."""
    if typed in {"*", "all", "everything"} and all(s.query != typed for s in had):
        return list(had)
    if exact := _by_text(typed, had):
        return [exact]
    parts = [part.strip().removeprefix("#") for part in typed.replace(" and ", ",").split(",") if part.strip()]
    numbered = {str(s.number): s for s in had}
    if parts and all(part.isdecimal() for part in parts):
        return [numbered[part] for part in dict.fromkeys(parts)] if set(parts) <= numbered.keys() else []
    several = [_by_text(part, had) for part in split_queries(typed)]
    return [s for s in dict.fromkeys(several) if s] if all(several) else []


def _by_text(typed: str, had: Sequence[Subscription]) -> Subscription | None:
    """By the same text, by the same text in other capitals if one has it, or by the same meaning."""
    for same in (
        [s for s in had if s.query == typed],
        [s for s in had if s.query.casefold() == typed.casefold()],
    ):
        if len(same) == 1:
            return same[0]
    try:
        root = parse(typed).root
    except UserError:
        return None
    return next((s for s in had if parse(s.query).root == root), None)
