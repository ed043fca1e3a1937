"""`to email` and `to feed`: this channel's papers somewhere else, too."""

from collections.abc import Sequence
from urllib.parse import urlencode

from bot.channels.feed_link import feed_path, link_key
from bot.commands.context import Answer, Asked
from bot.commands.says import line, read
from bot.errors import NotFoundError, UserError
from bot.model.email_address import EmailAddress
from bot.query.parser import parse
from bot.views import card
from bot.views.blocks import Block, Code, Note, Paragraph, Tone

_HOW = (
    "Only the address itself can say yes, by the link in the letter that goes there now, unless one went there "
    "within the last day. Until then no papers are sent. It has an hour, keywords and a memory of its own; "
    "nothing of this channel changes."
)
_SECRET = "Whoever has this address can read it: keep it as you keep the channel."  # noqa: S105 -- a sentence


async def email(asked: Asked) -> Answer:
    """Ask an address whether it wants what this channel gets. Nothing of this channel changes."""
    address, opt_in = EmailAddress.parse(asked.given("address")), asked.tools.opt_in
    if opt_in is None:
        raise UserError("There is no e-mail here.")
    if missing := asked.tools.reach.missing():
        raise UserError(missing)
    had = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    queries = [each.query for each in had]
    here = asked.channel.address
    who = f"{here.platform}:{here.workspace}:{asked.person}"
    zone = asked.channel.schedule.zone if asked.known else asked.request.person.zone
    await opt_in.ask(address, queries, asked.now, by=who, zone=zone, operator=asked.request.operator)
    said = f"Asked {address.shown}: do you want papers by mail, on {_named(queries)}?"
    blocks: list[Block] = [Note(line(said), Tone.GOOD), Paragraph(line(_HOW))]
    blocks += [
        Note(line(each), Tone.WARNING) for each in (asked.tools.reach.hindrance(), _only_here(asked)) if each
    ]
    return read(*blocks, summary=f"Asked {address.shown} whether it wants papers by mail.")


async def feed(asked: Asked) -> Answer:
    """The address of a feed: of a query, or of what this channel got."""
    typed, home = asked.given("query"), asked.tools.reach.home
    if typed:
        query = parse(typed)
        said = f"The newest papers on {card.quoted(query.text)}, in a feed reader:"
        blocks: list[Block] = [
            Paragraph(line(said)),
            Code(f"{home}/feeds/atom?{urlencode({'q': query.text}, errors='replace')}"),
        ]
    else:
        if not asked.known:
            raise NotFoundError("This channel has no digest yet: `subscribe` to something, then ask for its feed.")
        path = feed_path(await link_key(asked.store.vault), asked.channel.key)
        said = f"What {asked.channel.name} gets, in a feed reader:"
        blocks = [Paragraph(line(said)), Code(f"{home}{path}"), Note(line(_SECRET))]
    if only_here := _only_here(asked):
        blocks.append(Note(line(only_here), Tone.WARNING))
    return read(*blocks, summary=said.rstrip(":"))


def _named(queries: Sequence[str]) -> str:
    if not queries:
        return "the day's most upvoted papers"
    return card.quoted(queries[0]) if len(queries) == 1 else f"this channel's {len(queries)} keywords"


def _only_here(asked: Asked) -> str:
    """Where nobody but the operator could follow a link."""
    if asked.tools.reach.public:
        return ""
    return (
        f"The links lead to {asked.tools.reach.home}, which only the machine that Paperboy runs on can reach, "
        "until whoever runs it sets PAPERBOY_PUBLIC_URL."
    )
