"""What the operator is shown of the sources: how each is (`paperboy sources`), and one that is tried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.commands.says import counted
from bot.model.paper import Candidate, Listing, Paper, Signals
from bot.model.source_set_up import SourceSetUp
from bot.papers.poller import due_at
from bot.planning.window import listed_since
from bot.ports import Fault, Fetched, Poll
from bot.views import card
from bot.views.blocks import Block, Bullets, Heading, Inline, Line, Moment, Note, Text, Tone, View, plain

SHOWN = 10  # entries of a source that is tried out, and as many of each kind that is dropped
SHOWN_FAULTS = 3
READ_FAULTS = 500  # the newest of all sources, to find each one's


def source_list(
    set_ups: Sequence[SourceSetUp],
    polls: Mapping[str, Poll],
    faults: Sequence[tuple[datetime, str, Fault]],
    now: datetime,
    zone: str,
) -> View:
    """Every source: on or off and why, when it was asked, had something new, is asked next, and its faults."""
    blocks: list[Block] = [Heading("Sources")]
    for each in sorted(set_ups, key=lambda it: not it.on):
        lines = [_asked(polls[each.name], now, zone)] if each.name in polls and each.on else []
        mine = [fault for fault in faults if fault[1] == each.name][:SHOWN_FAULTS]
        lines += [
            (Text("could not be read "), Moment(at, zone), Text(f" {fault.where}: {fault.reason}"))
            for at, _, fault in mine
        ]
        poll = polls.get(each.name)
        tone = Tone.INFO if not each.on else Tone.GOOD if poll is None or poll.ok else Tone.ERROR
        head = (Text(each.name, bold=True), Text(f"  {'on' if each.on else 'off'}: {each.why}"))
        blocks.append(Note(head, tone))
        if lines:
            blocks.append(Bullets(tuple(lines)))
    blocks.append(Note(plain("Try one, or a feed before you add it: paperboy sources test NAME or ADDRESS")))
    on = [each.name for each in set_ups if each.on]
    return View(tuple(blocks), f"{len(on)} sources on: {', '.join(on)}")


def trial_view(what: str, fetched: Fetched, now: datetime) -> View:
    """What a source that was asked once would bring: entries as cards, and what would not come, and why."""
    days = {listing.paper_id: listing for listing in fetched.listings}
    oldest = listed_since(now.date())
    fresh = [paper for paper in fetched.papers if _day(days, paper, now.date()) >= oldest and not paper.withdrawn]
    blocks: list[Block] = [Heading(f"Tried {what}")]
    if not fetched.ok:
        blocks.append(Note(plain(f"It cannot be read: {fetched.note}"), Tone.ERROR))
        more = tuple(fault for fault in fetched.faults if fault.reason != fetched.note)
        blocks += _dropped(replace(fetched, faults=more), days, oldest, now.date())
        return View(tuple(blocks), f"Tried {what}")
    entries = counted(len(fetched.papers), "entry", "entries")
    said = f"{entries}; {len(fresh)} would be listed for digests. Nothing was stored."
    blocks.append(Note(plain(said), Tone.GOOD if fresh else Tone.WARNING))
    if fetched.note:
        blocks.append(Note(plain(fetched.note), Tone.WARNING))
    blocks += [Note(plain(remark)) for remark in fetched.remarks]
    blocks += [
        card.card(_candidate(paper, days[paper.id], now.date()), number=number)
        for number, paper in enumerate(fresh[:SHOWN], start=1)
        if paper.id in days
    ]
    if len(fresh) > SHOWN:
        blocks.append(Note(plain(f"and {len(fresh) - SHOWN} more")))
    return View((*blocks, *_dropped(fetched, days, oldest, now.date())), f"Tried {what}")


def _asked(poll: Poll, now: datetime, zone: str) -> Line:
    parts: list[Inline] = []
    if poll.asked:
        parts += [Text("asked "), Moment(poll.asked, zone)]
        parts += (
            [Text("; last new papers "), Moment(poll.fresh, zone)] if poll.fresh else [Text("; nothing new yet")]
        )
        due = due_at(poll, poll.asked)
        parts += [Text("; next "), Moment(due, zone)] if due > now else [Text("; next at once")]
    if poll.note:
        parts.append(Text(f" ({poll.note})"))
    return tuple(parts)


def _dropped(fetched: Fetched, days: Mapping[str, Listing], oldest: date, today: date) -> list[Block]:
    """What does not come, each with its reason."""
    old = [paper for paper in fetched.papers if _day(days, paper, today) < oldest]
    gone = [paper for paper in fetched.papers if paper.withdrawn and paper not in old]
    span = (today - oldest) // timedelta(days=1)
    items = [f"{fault.where}: {fault.reason}" for fault in fetched.faults[:SHOWN]]
    items += _some(old, lambda paper: f"listed on {_day(days, paper, today)}, more than {span} days ago")
    items += _some(gone, lambda _: "withdrawn")
    items += _some(fetched.revisions, lambda _: "a new version: it changes a paper that is known and adds none")
    if len(fetched.faults) > SHOWN:
        items.append(f"and {len(fetched.faults) - SHOWN} more that could not be read")
    return [Heading("What would not come"), Bullets(tuple(map(plain, items)))] if items else []


def _some(papers: Sequence[Paper], why: Callable[[Paper], str]) -> list[str]:
    shown = [f"{paper.title or paper.id}: {why(paper)}" for paper in papers[:SHOWN]]
    return [*shown, f"and {len(papers) - SHOWN} more like it"] if len(papers) > SHOWN else shown


def _day(days: Mapping[str, Listing], paper: Paper, today: date) -> date:
    return days[paper.id].list_date if paper.id in days else today


def _candidate(paper: Paper, listing: Listing, today: date) -> Candidate:
    day = min(listing.list_date, today)
    signals = Signals(
        first_listed=day,
        last_listed=day,
        upvotes=listing.upvotes,
        comments=listing.comments,
        sources=(listing.source,),
    )
    return Candidate(key=0, paper=paper, signals=signals)
