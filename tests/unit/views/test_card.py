"""A paper as a card."""

from datetime import date

from bot.model.digest import Reason
from bot.model.paper import Candidate, Paper, Signals
from bot.planning.chooser import BY_TEAM
from bot.views import card as cards
from bot.views.blocks import Text
from tests.each_of import each_of

SIGNALS = Signals(first_listed=date(2026, 11, 19), last_listed=date(2026, 11, 20), upvotes=42)


def candidate(**changes):
    values = {
        "id": "arxiv:2611.00001",
        "title": r"$\alpha$-VAE: \textit{Better} Latents",
        "url": "https://arxiv.org/abs/2611.00001",
        "abstract": "Latents are hard. We propose $\\alpha$-VAE, which learns better latents. It wins.",
        "authors": ("Ada Lovelace", "Alan Turing"),
        "code_url": "https://github.com/x/y",
        "stars": 7,
    }
    return Candidate(key=1, paper=Paper(**(values | changes)), signals=SIGNALS)


def test_a_card_has_what_a_reader_wants_to_know():
    card = cards.card(candidate(), number=3, why="trending")
    assert card.title == "α-VAE: Better Latents"
    assert "We propose α-VAE, which learns better latents." in card.summary
    assert card.abstract == ""
    assert (card.number, card.upvotes, card.stars, card.listed) == (3, 42, 7, date(2026, 11, 19))
    assert card.authors == ("Ada Lovelace", "Alan Turing")


def test_the_sources_own_summary_is_preferred():
    assert cards.card(candidate(tldr="One sentence.")).summary == "One sentence."


def test_a_full_card_has_the_whole_abstract_and_a_brief_one_no_summary():
    assert cards.card(candidate(), full=True).abstract.endswith("It wins.")
    assert cards.card(candidate(), brief=True).summary == ""


@each_of("title", ["<!channel> @everyone *bold* [x](http://evil)", "a\u202eb", "&lt;b&gt;"])
def test_hostile_text_stays_as_it_is_for_the_renderer_to_escape(title):
    assert cards.title(candidate(title=title)) == title


def test_a_paper_without_a_title_goes_by_its_id():
    assert cards.title(candidate(title=" ")) == "arxiv:2611.00001"


def test_an_endless_title_or_abstract_is_cut():
    card = cards.card(candidate(title="x" * 10_000, abstract="word " * 10_000), full=True)
    assert len(card.title) == cards.MAX_TITLE
    assert len(card.abstract) <= cards.MAX_ABSTRACT
    assert card.title.endswith("…")


@each_of(
    ("reasons", "said"),
    [
        ([], ""),
        ([Reason("low-rank", ("title",))], "matched “low-rank” in title"),
        (
            [Reason('"low-rank adaptation"', ("title", "abstract"))],
            "matched “low-rank adaptation” in title and abstract",
        ),
        ([Reason('"a" | "b"', ())], 'matched "a" | "b"'),
        ([Reason("a"), Reason("b"), Reason("c"), Reason("d")], "matched “a”; matched “b” and 2 more"),
        ([Reason("trending")], "trending"),
        ([BY_TEAM], "submitted by this team"),
        ([Reason('"low-rank" | LoRA', ("title",))], 'matched "low-rank" | LoRA in title'),
        ([Reason('"low-rank adaptation"')], "matched “low-rank adaptation”"),
        ([Reason("submitted", ("title",))], "matched “submitted” in title"),
    ],
)
def test_why_names_the_keyword_and_where_it_matched(reasons, said):
    assert cards.why(reasons) == said


def test_every_button_of_a_digest_names_the_paper():
    assert [b.command for b in cards.buttons("arxiv:1")] == ["save arxiv:1", "vote arxiv:1"]
    assert [b.command for b in cards.menu("arxiv:1")] == [
        f"{verb} arxiv:1" for verb in ("similar", "why", "hide", "discuss")
    ]


def test_a_summary_that_the_snippet_repeats_is_said_once():
    told = "Shows that a short abstract is its own summary."
    short = candidate(abstract=told)
    marked = (Text("Shows that a "), Text("short", mark=True), Text(" abstract is its own summary."))
    shown = cards.card(short, snippet=marked)
    assert (shown.summary, shown.snippet) == ("", marked)
    assert cards.card(short).summary == told
