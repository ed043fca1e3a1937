"""A digest as a view: header with date and counts, the picks in the channel's layout, and why when it is empty."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from bot.model.channel import Layout
from bot.model.digest import Counts, Digest, Edition, Pick
from bot.model.marks import Marks
from bot.model.paper import Candidate
from bot.views import card
from bot.views.blocks import (
    Block,
    Button,
    Buttons,
    Heading,
    MessageBreak,
    Note,
    PaperCard,
    ThreadBreak,
    Tone,
    View,
    plain,
)
from bot.views.hints import hinted, spoken
from bot.views.marks import marked, of_the_week


def digest_view(edition: Edition) -> View:
    """What the channel gets. Every pick is shown: planning has kept to the channel's cap."""
    digest = edition.digest
    heading = f"Papers of {digest.local_date:%A %d %B %Y}"
    if not digest.picks:
        return View((Heading(heading), *_empty(digest)), f"{heading}: {spoken(said_of(digest))}")
    papers = {candidate.key: candidate for candidate in edition.papers}
    shown = [(pick, papers[pick.paper]) for pick in digest.picks if pick.paper in papers]
    blocks: list[Block] = [Heading(heading), Note(plain(counts_line(digest.counts)))]
    if said := said_of(digest):
        blocks.append(Note(hinted(said)))
    week = [Note(line)] if (line := of_the_week(edition.week)) else []
    apart = edition.channel.settings.layout is Layout.MESSAGES  # a paper's own message is about it alone
    blocks += [*week, *_cards(shown, edition)] if apart else [*_cards(shown, edition), *week]
    first = card.title(shown[0][1]) if shown else ""
    more = f" and {len(shown) - 1} more" if len(shown) > 1 else ""
    return View(tuple(blocks), f"{heading}: {first}{more}")


def said_of(digest: Digest) -> str:
    """Why it is empty, what else is to be said of it, and that it is late; "" of most."""
    late = f"This digest is late: it was due at {digest.late:%H:%M}." if digest.late else ""
    return " ".join(filter(None, (digest.note, late)))


def counts_line(counts: Counts) -> str:
    """`5 of 12 matching papers · 40 new · 7 kept for later`: of the new ones some match, some do not."""
    said = [f"{counts.posted} of {counts.matched} matching papers"]
    if counts.posted == counts.matched:
        said = [f"{counts.posted} matching paper{'' if counts.posted == 1 else 's'}"]
    said.append(f"{counts.new:,} new")
    if counts.carried_over:
        said.append(f"{counts.carried_over:,} kept for later")
    return " · ".join(said)


def _empty(digest: Digest) -> Iterator[Block]:
    yield Note(hinted(said_of(digest)), Tone.INFO)
    yield Buttons((Button("Trending", "trending"), Button("Status", "status")))


def _cards(shown: list[tuple[Pick, Candidate]], edition: Edition) -> Iterator[Block]:
    settings = edition.channel.settings
    of = [partial(_card, n, pick, paper, edition) for n, (pick, paper) in enumerate(shown, 1)]
    match settings.layout:
        case Layout.COMPACT:
            yield from (card_of(brief=True, sentence=True) for card_of in of)
        case Layout.CARDS:
            yield from (card_of(image=settings.images) for card_of in of)
        case Layout.MESSAGES:
            for card_of in of:
                yield MessageBreak()
                yield card_of(image=settings.images)
        case Layout.THREAD:
            yield from (card_of(brief=True) for card_of in of)
            yield ThreadBreak()
            yield from (card_of(full=True, image=settings.images) for card_of in of)


def _card(
    number: int,
    pick: Pick,
    paper: Candidate,
    edition: Edition,
    *,
    brief: bool = False,
    full: bool = False,
    sentence: bool = False,
    image: bool = False,
) -> PaperCard:
    why = card.why(pick.reasons)
    shown = card.card(
        paper,
        number=number,
        why=f"{why} · from an earlier day" if pick.carried and why else why,
        brief=brief,
        full=full,
        community=pick.community,
        sentence=sentence,
        image=image,
        marks=marked(edition.marks.get(paper.key, Marks())),
        buttons=card.buttons(paper.paper.id),
        menu=card.menu(paper.paper.id),
    )
    # The heading has the day already.
    return shown if pick.carried else replace(shown, listed=None)
