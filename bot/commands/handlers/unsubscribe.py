"""`unsubscribe`: by text, by number, or all."""

from collections.abc import Sequence

from bot.commands.arguments import behind, short, subscribing
from bot.commands.context import Answer, AskBackError, Asked
from bot.commands.limits import MAX_AT_ONCE
from bot.commands.says import counted, line
from bot.commands.shown_list import seen_as
from bot.errors import NotFoundError, UserError
from bot.model.channel import Subscription
from bot.query.parser import parse
from bot.query.split import split_queries
from bot.text.cut import cut
from bot.views import card
from bot.views.blocks import MAX_COMMAND, Button, Buttons, Note, Tone, View

MAX_UNDO = 20  # buttons; a row of them that no platform refuses
SHOWN = 10  # queries that a reply speaks of one by one


async def unsubscribe(asked: Asked) -> Answer:
    """Removes by text, by number, or all."""
    typed = asked.given("query")
    had = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    if not had:
        raise NotFoundError("This channel has no subscriptions.")
    if not meant(typed, had):
        typed = behind("from", typed)
    await _check_numbers(asked, typed, had)
    gone = meant(typed, had)
    if not gone:
        close = card.quoted(had[-1].query)
        raise NotFoundError(
            f"This channel is not subscribed to “{short(typed)}”. `list` shows its subscriptions by number, "
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
        else "Without subscriptions this channel gets the day's most upvoted papers; `pause` stops them."
    )
    again = _again([s.query for s in gone])
    buttons = (Buttons(again),) if again else ()
    told = f"unsubscribed this channel from {said.removeprefix('Unsubscribed from ')}."
    return Answer(View((Note(line(f"{said}. {after}"), Tone.GOOD), *buttons), f"{said}."), changed=True, said=told)


async def _check_numbers(asked: Asked, typed: str, had: Sequence[Subscription]) -> None:
    """A number names what the person saw; where another query bears it by now, they are asked (AskBackError)."""
    parts = _parts(typed)
    if _by_text(typed, had) or not all(part.isdecimal() for part in parts):
        return
    numbered = {each.number: each for each in had}
    for number in map(int, parts):
        shown, saw = await seen_as(asked, number, had)
        now = numbered.get(number)
        if not shown or saw == now:
            continue
        was = f"was {card.quoted(saw.query)}" if saw else "has gone"
        became = f", and now it is {card.quoted(now.query)}" if now else ""
        raise AskBackError(
            f"The list has changed since you saw it: number {number} {was}{became}. Say it by its text.",
            *(Button(cut(each.query, 70), f"unsubscribe {each.query}") for each in (saw, now) if each),
        )


def _again(queries: Sequence[str]) -> tuple[Button, ...]:
    """Buttons that together bring all of them back, each within what a button and one subscribe can hold."""
    shares: list[list[str]] = []
    for query in queries:
        longer = ", ".join((*(shares[-1] if shares else ()), query))
        if shares and len(shares[-1]) < MAX_AT_ONCE and len(subscribing(longer)) <= MAX_COMMAND:
            shares[-1].append(query)
        elif len(subscribing(query)) <= MAX_COMMAND:
            shares.append([query])
    if len(shares) == 1:
        return (Button("Subscribe again", subscribing(", ".join(shares[0]))),)
    return tuple(
        Button(f"Subscribe again, part {number}", subscribing(", ".join(share)))
        for number, share in enumerate(shares[:MAX_UNDO], 1)
    )


def _parts(typed: str) -> list[str]:
    return [part.strip().removeprefix("#") for part in typed.replace(" and ", ",").split(",") if part.strip()]


def meant(typed: str, had: Sequence[Subscription]) -> list[Subscription]:
    """Which subscriptions a text means: the query itself, `*`, `2`, `1, 3`, or several queries."""
    if typed in {"*", "all", "everything"} and all(s.query != typed for s in had):
        return list(had)
    if exact := _by_text(typed, had):
        return [exact]
    parts = _parts(typed)
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
