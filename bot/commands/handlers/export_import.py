"""`export` and `import`: a channel's set-up as JSON, between channels and platforms."""

from dataclasses import replace

from bot.channels.pauses import rescheduled
from bot.commands.context import Answer, Asked
from bot.commands.handlers.setup_json import Setup, read_setup, written
from bot.commands.says import counted, done, line, nothing_done, read
from bot.views.blocks import File, Paragraph


async def export(asked: Asked) -> Answer:
    """The set-up as a file."""
    subscriptions = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    text = written(asked.channel, [s.query for s in subscriptions])
    said = "This channel's set-up. import takes it over, in another channel too."
    return read(Paragraph(line(said)), File("paperboy.json", "application/json", text), summary=said)


async def import_setup(asked: Asked) -> Answer:
    """Takes over what the JSON names; what it does not name stays."""
    new = read_setup(asked.given("json"), asked.channel, asked.tools.sources)
    channel = await asked.home(start=True)
    added, removed = await _subscriptions(asked, channel.key, new)
    after = await asked.change(lambda it: rescheduled(replace(it, settings=new.settings), new.schedule, asked.now))
    if asked.known and after == channel and not (added or removed):
        return nothing_done("It was so already.")
    said = f"Taken over: {counted(added, 'subscription')} added, {removed} removed."
    return done(f"{said} list shows the whole set-up.")


async def _subscriptions(asked: Asked, key: int, new: Setup) -> tuple[int, int]:
    """The channel's subscriptions made those of the set-up; (added, removed)."""
    if new.queries is None:
        return 0, 0
    old = [s.query for s in await asked.store.channels.subscriptions(key)]
    gone = [query for query in old if query not in new.queries]
    removed = await asked.store.channels.unsubscribe(key, gone) if gone else ()
    added = await asked.store.channels.subscribe(key, new.queries, asked.person, asked.now) if new.queries else ()
    return sum(added), sum(removed)
