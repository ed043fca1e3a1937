"""A digest as a view, in each layout."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.model.channel import Address, Channel, Layout, Settings
from bot.model.digest import DAILY, Counts, Digest, Edition, Pick, Reason
from bot.model.marks import Marks, Week
from bot.model.paper import Candidate, Paper, Signals
from bot.views.blocks import Buttons, Heading, Note, PaperCard, Text, ThreadBreak
from bot.views.digest import counts_line, digest_view
from tests.each_of import each_of

DAY = date(2026, 11, 20)


def edition(picks=2, layout=Layout.CARDS, note="", counts=None, **pick):
    papers = tuple(
        Candidate(
            key=n,
            paper=Paper(id=f"arxiv:{n}", title=f"Paper {n}", url=f"https://x/{n}", abstract="We show it. Truly."),
            signals=Signals(first_listed=DAY, last_listed=DAY),
        )
        for n in range(1, picks + 1)
    )
    chosen = tuple(Pick(paper=c.key, score=1, reasons=(Reason("RAG", ("title",)),), **pick) for c in papers)
    digest = Digest(
        local_date=DAY,
        slot=DAILY,
        planned=datetime(2026, 11, 20, 9, tzinfo=UTC),
        picks=chosen,
        counts=counts or Counts(candidates=40, new=30, matched=12, posted=picks, carried_over=12 - picks),
        note=note,
    )
    channel = Channel(
        key=1, address=Address("slack", "T", "C"), name="c", since=DAY, settings=Settings(layout=layout)
    )
    return Edition(digest=digest, channel=channel, papers=papers)


def kinds(view):
    return [type(block).__name__ for block in view.blocks]


def test_cards_follow_the_date_and_the_counts():
    view = digest_view(edition())
    assert view.blocks[0] == Heading("Papers of Friday 20 November 2026")
    assert view.blocks[1].line[0].text == "2 of 12 matching papers · 30 new · 10 kept for later"
    assert [(c.number, c.why, c.brief, len(c.buttons)) for c in view.blocks[2:]] == [
        (1, "matched “RAG” in title", False, 2),
        (2, "matched “RAG” in title", False, 2),
    ]
    assert view.summary == "Papers of Friday 20 November 2026: Paper 1 and 1 more"


def test_a_late_digest_says_when_it_was_due_behind_what_else_is_to_be_said_of_it():
    for note, said in (("", ""), ("No new papers.", "No new papers. ")):
        for picks in (0, 2):
            mine = edition(picks, note=note)
            late = digest_view(replace(mine, digest=mine.digest._replace(late=time(9))))
            assert f"{said}This digest is late: it was due at 09:00." in [
                "".join(part.text for part in block.line) for block in late.blocks if isinstance(block, Note)
            ]


def test_a_card_has_its_picture_only_where_the_channel_wants_them():
    with_images = edition()
    listed = tuple(replace(c, signals=replace(c.signals, sources=("huggingface",))) for c in with_images.papers)
    with_images = replace(
        with_images,
        papers=tuple(replace(c, paper=replace(c.paper, id=f"arxiv:2611.0000{c.key}")) for c in listed),
    )
    wanted = replace(with_images.channel, settings=Settings(images=True))
    pictured = digest_view(replace(with_images, channel=wanted)).blocks[2:]
    assert [c.image for c in digest_view(with_images).blocks[2:]] == ["", ""]
    assert all(c.image.startswith("https://cdn-thumbnails.huggingface.co/") for c in pictured)


def test_what_the_team_made_of_a_paper_stands_in_its_card_and_its_week_at_the_end():
    shown = edition()
    made = replace(shown, marks={shown.papers[1].key: Marks(votes=2)}, week=Week(saved=3))
    blocks = digest_view(made).blocks
    assert [c.marks for c in blocks[2:4]] == ["", "2 votes"]
    assert blocks[-1] == Note((Text("This week the team saved 3 papers"), Text(".")))
    assert digest_view(shown).blocks == digest_view(replace(made, marks={}, week=Week())).blocks


def test_a_compact_digest_has_one_sentence_a_paper():
    view = digest_view(edition(layout=Layout.COMPACT))
    assert kinds(view) == ["Heading", "Note", "PaperCard", "PaperCard"]
    assert all(c.brief and c.summary == "We show it." for c in view.blocks[2:])


def test_a_thread_has_brief_cards_first_and_abstracts_below():
    view = digest_view(edition(layout=Layout.THREAD))
    assert kinds(view) == ["Heading", "Note", "PaperCard", "PaperCard", "ThreadBreak", "PaperCard", "PaperCard"]
    at = view.blocks.index(ThreadBreak())
    assert all(c.brief for c in view.blocks[2:at])
    assert all(c.abstract == "We show it. Truly." for c in view.blocks[at + 1 :])


def test_messages_are_a_head_with_the_week_and_each_paper_by_itself():
    view = digest_view(replace(edition(layout=Layout.MESSAGES), week=Week(saved=3)))
    assert kinds(view) == ["Heading", "Note", "Note", *["MessageBreak", "PaperCard"] * 2]


def test_an_empty_day_says_why():
    view = digest_view(edition(picks=0, note="Saturday: arXiv announces nothing."))
    assert kinds(view) == ["Heading", "Note", "Buttons"]
    assert view.summary == "Papers of Friday 20 November 2026: Saturday: arXiv announces nothing."
    assert isinstance(view.blocks[2], Buttons)


def test_a_late_digest_says_so_beside_its_papers():
    notes = [b for b in digest_view(edition(note="Late: Paperboy was down.")).blocks if isinstance(b, Note)]
    assert [n.line[0].text for n in notes][1] == "Late: Paperboy was down."


def test_every_planned_pick_is_shown_once():
    view = digest_view(edition(picks=25))
    assert [b.number for b in view.blocks if isinstance(b, PaperCard)] == list(range(1, 26))


def test_carried_over_and_community_picks_are_marked():
    card = digest_view(edition(picks=1, carried=True, community=True)).blocks[2]
    assert card.why == "matched “RAG” in title · from an earlier day"
    assert card.community


def test_a_paper_that_is_gone_leaves_the_others():
    whole = edition(picks=3)
    view = digest_view(replace(whole, papers=whole.papers[1:]))
    assert [b.id for b in view.blocks if isinstance(b, PaperCard)] == ["arxiv:2", "arxiv:3"]


@each_of(
    ("counts", "said"),
    [
        (Counts(matched=1, posted=1, new=1), "1 matching paper · 1 new"),
        (Counts(matched=5, posted=5, new=1204), "5 matching papers · 1,204 new"),
        (
            Counts(matched=9, posted=5, new=3, carried_over=4),
            "5 of 9 matching papers · 3 new · 4 kept for later",
        ),
    ],
)
def test_the_counts_add_up_in_words(counts, said):
    assert counts_line(counts) == said
