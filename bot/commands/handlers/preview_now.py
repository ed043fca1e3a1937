"""`preview` and `now`: the next digest, shown or posted."""

from datetime import date, timedelta

from bot.channels.new_channel import started
from bot.commands.context import Answer, Asked
from bot.commands.in_the_way import ended, in_the_way, sentence
from bot.commands.says import counted, line, primary, read
from bot.errors import UserError
from bot.model.channel import Channel
from bot.model.digest import Edition
from bot.model.routine import Routine
from bot.planning.planner import draft, slot_of
from bot.planning.window import CANDIDATE_DAYS, listed_since
from bot.ports import DueChannel
from bot.schedule.day_name import day_name
from bot.schedule.due_times import local_date
from bot.views.blocks import Block, Button, Buttons, Moment, Note, Tone, View
from bot.views.digest import digest_view, said_of
from bot.views.hints import spoken

PREVIEW = "preview"  # a slot that is never kept


async def preview(asked: Asked) -> Answer:
    """What the next digest would hold; nothing is marked seen."""
    since = listed_since(asked.now.date())
    if asked.started:
        edition = await asked.store.plans.plan_one(
            asked.channel.key, since, draft(asked.now, PREVIEW, await asked.down()), keep=False
        )
    else:
        edition = await _imagined(asked, since)
    channel = asked.channel
    notes: list[Block] = [Note(line("A preview: nothing is posted or marked as seen."))]
    obstacles = await asked.obstacles()
    notes += in_the_way(channel, obstacles)
    if channel.pause:
        notes.append(_waiting(channel, edition))
    elif channel.next_due:
        notes.append(Note(line("The next digest comes ", Moment(channel.next_due, channel.schedule.zone), ".")))
    else:
        notes.append(
            Note(line("No digests come here yet; `subscribe`, `schedule` or `now` starts them."), Tone.WARNING)
        )
    if edition and edition.digest.counts.mentions:
        passing = counted(edition.digest.counts.mentions, "passing mention")
        notes.append(Note(line(f"{passing} left out; ", "`settings mentions on` brings them too.")))
    shown = digest_view(edition).blocks if edition else (Note(line("There is nothing to post.")),)
    first = primary("Resume", "resume") if channel.pause else primary("Post it now", "now")
    stuck = any(each.lasting and not each.asked_for_comes for each in obstacles)
    buttons = Buttons((*(() if stuck else (first,)), Button("Subscriptions", "list")))
    return read(*notes, *shown, buttons, summary="Preview of the next digest")


async def now(asked: Asked) -> Answer:
    """Posts the next digest now."""
    if (pause := asked.channel.pause) and pause.own:
        then = "" if "resume" in pause.fix else " Then type `resume`."
        raise UserError(f"Paperboy cannot post here: {ended(pause.reason)} {sentence(pause.fix)}{then}")
    if pause:
        raise UserError("This channel is paused; type `resume` first.")
    obstacles = [each for each in await asked.obstacles() if not each.asked_for_comes]
    if lasting := next((each for each in obstacles if each.lasting), None):
        raise UserError(f"Paperboy cannot post here: {ended(lasting.reason)} {sentence(lasting.fix)}".rstrip())
    channel = await asked.home(start=True)
    edition = await asked.store.plans.plan_one(
        channel.key,
        listed_since(asked.now.date()),
        draft(asked.now, slot_of(asked.now), await asked.down()),
        keep=True,
    )
    asked.tools.poke()
    if edition is None or not edition.digest.picks:
        why = said_of(edition.digest) if edition else ""
        said = f"There is nothing {'more ' if obstacles else ''}to post now. {why}".strip()
        waits = in_the_way(channel, obstacles)  # of papers that were asked for before, perhaps
        return Answer(View((*waits, Note(line(said)), Buttons((Button("Status", "status"),))), spoken(said)))
    papers = counted(len(edition.digest.picks), "paper")
    waits = in_the_way(channel, obstacles)
    said = f"{papers.capitalize()} will be posted as soon as that ends." if waits else f"Posting {papers} now."
    note = Note(line(said), Tone.INFO if waits else Tone.GOOD)
    return Answer(View((*waits, note), said), changed=True, said=f"asked for a digest now: {papers}.")


def _waiting(channel: Channel, edition: Edition | None) -> Note:
    """What becomes of what a paused channel is shown: the digest that comes after the pause may know better."""
    said = f"Papers wait for {CANDIDATE_DAYS} days after they were listed last"
    if channel.next_due is None or edition is None:
        return Note(line(f"{said}; `resume` brings what is not older by then."))
    day = local_date(channel.schedule, channel.next_due)
    old = sum(each.signals.last_listed < listed_since(day) for each in edition.papers)
    if not old:
        return Note(line(f"{said}; the next digest comes on {day_name(day)}."))
    return Note(line(f"{said}: {old} of these will be too old on {day_name(day)}, when the next digest comes."))


async def _imagined(asked: Asked, since: date) -> Edition | None:
    """The digest that a channel without digests would get if they began now."""
    papers = await asked.store.papers.listed(since, asked.now.date() + timedelta(days=1))
    channel = started(asked.channel, asked.now)
    due = await asked.store.plans.due(channel.key, since) if asked.known else None
    due = due._replace(routine=Routine.of(channel)) if due else DueChannel.of(channel)
    (plan,) = draft(asked.now, PREVIEW, await asked.down())(papers)([due])
    if plan.digest is None:
        return None
    by_key = {candidate.key: candidate for candidate in papers}
    picked = tuple(by_key[pick.paper] for pick in plan.digest.picks)
    return Edition(digest=plan.digest, channel=asked.channel, papers=picked)
