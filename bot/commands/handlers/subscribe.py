"""`subscribe`, with foresight."""

from collections.abc import Mapping, Sequence

from bot.channels.assumed_zone import is_assumed
from bot.commands.arguments import TO, behind, short, subscribing
from bot.commands.context import Answer, AskBackError, Asked
from bot.commands.in_the_way import not_wanted
from bot.commands.limits import MAX_AT_ONCE, MAX_SUBSCRIPTIONS
from bot.commands.look_up import look_up
from bot.commands.not_given import not_given
from bot.commands.says import code, counted, line, primary, read
from bot.commands.typed_schedule import days_in_words
from bot.commands.which_paper import ids_within, named
from bot.errors import UserError
from bot.model.channel import Channel, Subscription
from bot.model.paper import Candidate
from bot.papers.identity import canonical_id
from bot.query.parser import parse
from bot.query.plain_words.words import plain_words
from bot.query.split import split_queries
from bot.query.tree import Query
from bot.schedule.zone_offsets import zone_in_words
from bot.search.outlook import Outlook
from bot.text.cut import cut
from bot.views import card
from bot.views.blocks import (
    MAX_COMMAND,
    Block,
    Bullets,
    Button,
    Buttons,
    Facts,
    Heading,
    Line,
    Moment,
    Note,
    Paragraph,
    Tone,
    View,
)
from bot.views.hints import typed

SHOWN = 10  # queries that a reply speaks of one by one
SHOWN_BEST = 3
TELLING = 3  # days that papers are held of, before how many come a day is more than a guess
MANY = 4  # words that hardly a paper has all of
QUOTE = '"'
PAPERS = "Those are papers, and a subscription is a query that brings new ones. `similar` finds more like one."


async def subscribe(asked: Asked) -> Answer:
    """Adds each query, and says what it would have found in the last days."""
    typed = asked.given("query")
    if asked.request.text:  # a form asks for the query alone
        typed = behind(TO, typed)
    if len(typed.split()) == 1 and (paper_id := canonical_id(typed)):
        return _offered(await named(asked, typed) or await look_up(asked, paper_id))
    if len(ids_within(typed)) == len(typed.split()) > 1:
        raise AskBackError(PAPERS, Button("Show them", f"search {typed}"))
    queries = [parse(text) for text in split_queries(typed)]
    if not queries:
        raise UserError("subscribe needs a query. For example: `subscribe diffusion model, RAG`")
    if len(queries) > MAX_AT_ONCE:
        raise UserError(f"That are {len(queries):,} queries; `subscribe` takes at most {MAX_AT_ONCE} at once.")
    had = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    new, old = sift(queries, had)
    if len(had) + len(new) > MAX_SUBSCRIPTIONS:
        raise UserError(
            f"A channel has at most {MAX_SUBSCRIPTIONS} subscriptions, and this one has {len(had)}. "
            'Join several into one with a bar between: subscribe "lora" | "qlora".'
        )
    if new:
        channel = await asked.home(start=True)
        await asked.store.channels.subscribe(channel.key, [q.text for q in new], asked.person, asked.now)
    else:
        channel = asked.channel
    outlooks = await asked.tools.foresight.look(queries[:SHOWN], asked.now)
    blocks: list[Block] = [*_said(new, old)]
    if new:  # what must be done before anything comes is read first
        blocks += not_wanted(channel, await asked.obstacles(channel))
    if new and asked.channel.next_due is None and asked.channel.pause is None:
        blocks += await _begins(asked, channel)
    told = {query.text: not_given([query.text], asked.tools.set_ups) for query in queries[:SHOWN]}
    blocks += _outlook(outlooks, told)
    if new and channel.pause and not channel.pause.own:
        blocks.append(Note(line("The channel is paused; `resume` brings its digests back."), Tone.WARNING))
    elif channel.next_due and asked.channel.next_due:
        blocks.append(
            Paragraph(line("The next digest comes ", Moment(channel.next_due, channel.schedule.zone), "."))
        )
    blocks.append(Buttons((primary("Preview", "preview"), Button("All subscriptions", "list"))))
    said = f"subscribed this channel to {_named([q.text for q in new])}." if new else ""
    return Answer(View(tuple(blocks), _summary(new, old)), changed=bool(new), said=said)


async def _begins(asked: Asked, channel: Channel) -> list[Block]:
    """What the first subscription starts: when, in whose time, on which days, where; and how to change it."""
    schedule = channel.schedule
    pairs: list[tuple[str, Line]] = [
        ("Hour", line(f"{schedule.at:%H:%M}")),
        ("Zone", line(zone_in_words(schedule.zone))),
        ("Days", line(days_in_words(schedule.weekdays))),
        ("Where", line("here, in your direct messages" if asked.request.personal else f"here, in {channel.name}")),
    ]
    if channel.next_due:
        pairs.append(("First digest", (Moment(channel.next_due, schedule.zone),)))
    blocks: list[Block] = [Heading("A digest comes from now on"), Facts(tuple(pairs))]
    how = typed(f"schedule {schedule.at:%H:%M} {schedule.zone}")
    if await is_assumed(asked.store, channel):
        said = f"The platform has not told your time zone, so {zone_in_words(schedule.zone)} stands in for it. "
        blocks.append(Note(line(said, "Set yours like this: ", how), Tone.WARNING))
    else:
        blocks.append(Note(line("Another hour, days or zone: ", how)))
    return blocks


def _offered(paper: Candidate) -> Answer:
    """A link to a paper is no query: the paper itself, and what could be subscribed to because of it."""
    found, title = paper.paper, card.quoted(card.title(paper))
    queries = [f'"{word}"' for word in found.keywords[:SHOWN_BEST]] + [
        f'author:"{name}"' for name in dict.fromkeys((*found.authors[:1], *found.authors[-1:]))
    ]
    fitting = (Button(cut(f"Subscribe to {query}", 75), subscribing(query)) for query in queries)
    buttons = (
        Button("Similar papers", f"similar {found.id}"),
        *(b for b in fitting if len(b.command) <= MAX_COMMAND),
    )
    said = "That is one paper, and a subscription is a query that brings new ones. Subscribe to what it is about?"
    return read(
        Note(line(said)),
        card.card(paper, buttons=(Button("Save", f"save {found.id}"),)),
        Buttons(buttons),
        summary=f"{title} is one paper; a subscription is a query.",
    )


def sift(queries: Sequence[Query], had: Sequence[Subscription]) -> tuple[list[Query], list[tuple[Query, str]]]:
    """The queries that are new, and those that the channel has, with the text in which it has them.

    Two texts that ask the same (`a | b` and `a OR b`) are one query.
    """
    known = {parse(s.query).root: s.query for s in had}
    new: list[Query] = []
    old: list[tuple[Query, str]] = []
    for query in queries:
        if query.root in known:
            old.append((query, known[query.root]))
        else:
            known[query.root] = query.text
            new.append(query)
    return new, old


def _said(new: Sequence[Query], old: Sequence[tuple[Query, str]]) -> list[Block]:
    blocks: list[Block] = []
    if new:
        blocks.append(Note(line(f"Subscribed to {_named([q.text for q in new])}."), Tone.GOOD))
    for query, text in old[:SHOWN]:
        same = "" if text == query.text else f" (as {card.quoted(text)})"
        blocks.append(Note(line(f"Already subscribed to {card.quoted(query.text)}{same}.")))
    return blocks


def _named(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(card.quoted(text) for text in texts[:SHOWN]) + more


def _summary(new: Sequence[Query], old: Sequence[tuple[Query, str]]) -> str:
    if new:
        return f"Subscribed to {_named([q.text for q in new])}."
    return f"Already subscribed to {_named([q.text for q, _ in old])}."


def _outlook(outlooks: Sequence[Outlook], told: Mapping[str, Sequence[Note]]) -> list[Block]:
    """What the last days say of each query: how many, too many, none; and the best matches. `told`: what no source
    gives, by query, whatever the last days had.
    """
    if not outlooks:
        return []
    if outlooks[0].papers == 0:
        waiting = Note(line("There are no papers of the last days yet to try it on."))
        meant = [block for outlook in outlooks for block in _meant(outlook)]
        return [waiting, *(note for notes in told.values() for note in notes), *meant]
    blocks: list[Block] = [Bullets(tuple(_figures(o) for o in outlooks))]
    for outlook in outlooks:
        if outlook.broad:
            said = f"{card.quoted(outlook.query)} is broad: {outlook.share:.0%} of all papers."
            blocks.append(Note(line(f"{said} A phrase or more words bring fewer and better ones."), Tone.WARNING))
        if told[outlook.query]:
            blocks += told[outlook.query]
        elif outlook.lacking:
            blocks.append(_lacking(outlook))
        elif not outlook.matched and not outlook.meant:
            blocks += _empty(outlook)
        blocks += _meant(outlook)
        if outlook.others:
            blocks += _others(outlook)
    best = [o.best[rank] for rank in range(SHOWN_BEST) for o in outlooks if rank < len(o.best)]
    shown = list({c.key: c for c in best}.values())[:SHOWN_BEST]
    if shown:
        blocks.append(Heading(f"The best matches {_time(outlooks[0])}"))
        blocks += [
            card.card(c, number=n, buttons=(Button("Save", f"save {c.paper.id}"),)) for n, c in enumerate(shown, 1)
        ]
    return blocks


def _figures(outlook: Outlook) -> Line:
    if outlook.trending:
        return line(code(short(outlook.query, 80)), " brings the most upvoted papers of the day")
    tells = outlook.picked and outlook.days >= TELLING
    rate = f", {_rate(outlook.picked / outlook.days)}" if tells else ""
    about = "about " if outlook.sampled else ""
    held = f"of the last {outlook.days} days' {outlook.papers:,} papers"
    if outlook.since:
        held = f"of {counted(outlook.papers, 'paper')} {_time(outlook)}"
    found = f"{about}{outlook.picked:,} {held}{rate}"
    if outlook.passing:
        found += f", and {about}{outlook.passing:,} more mention it in passing"
    return line(code(short(outlook.query, 80)), f" would have matched {found}")


def _time(outlook: Outlook) -> str:
    """`of the last 30 days`, or as many as papers are held of: `since 24 Nov`."""
    if outlook.since is None:
        return f"of the last {outlook.days} days"
    return f"since {outlook.since.day} {outlook.since:%b}"


def _rate(daily: float) -> str:
    if daily >= 2:
        return f"about {daily:.0f} a day"
    return f"about {daily * 7:.0f} a week" if daily * 7 >= 1 else "less than one a week"


def _lacking(outlook: Outlook) -> Note:
    things = " and ".join(sorted(outlook.lacking))
    said = f"{card.quoted(outlook.query)} asks for {things}, and no paper {_time(outlook)} has any."
    return Note(line(f"{said} It waits for one that has."), Tone.WARNING)


def _others(outlook: Outlook) -> list[Block]:
    """The other name of one idea, or the names among which one must say what is meant."""
    mine = card.quoted(outlook.query)
    names = [(name, f"“{name.strip(QUOTE)}”", more) for name, more in outlook.others[:SHOWN_BEST]]
    if len(names) == 1:
        [(_, shown, more)] = names
        said = f"{mine} is also called {shown}: {more:,} more in {outlook.days} days."
    else:
        said = f"{mine} stands for several things here; which do you mean?"
    buttons = tuple(
        Button(cut(f"Also {name.strip(QUOTE)} ({more:,} more)", 70), subscribing(name)) for name, _, more in names
    )
    return [Note(line(said)), Buttons(buttons)]


def _meant(outlook: Outlook) -> list[Block]:
    """What a query in plain words may mean, which asks for papers with every one of them."""
    if not outlook.meant:
        return []
    meant = outlook.meant
    lacks = f"; {meant.note}" if meant.note else ""
    brings = f"; {card.quoted(meant.query)} brings {meant.more:,} more in {outlook.days} days" * (meant.more > 0)
    said = f"{card.quoted(outlook.query)} waits for papers with every one of these words{lacks}{brings}."
    button = Button(cut(f"Also {meant.query}", 70), subscribing(meant.query))
    return [Note(line(said), Tone.WARNING), Buttons((button,))]


def _empty(outlook: Outlook) -> list[Block]:
    said = f"{card.quoted(outlook.query)} matched nothing; it waits for papers to come."
    if len(plain_words(outlook.query)) >= MANY:
        said += " It asks for every one of its words; fewer bring more."
    if not outlook.spellings:
        return [Note(line(said), Tone.WARNING)]
    offered = tuple(Button(cut(text, 70), subscribing(text)) for text in outlook.spellings)
    return [Note(line(f"{said} Did you mean one of these?"), Tone.WARNING), Buttons(offered)]
