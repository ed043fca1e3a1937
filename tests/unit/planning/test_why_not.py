"""Why a paper was not posted: one sentence for each way out."""

from datetime import timedelta

from bot.model.channel import Settings
from bot.model.paper import Candidate
from bot.planning.why_not import why_not
from bot.ports import DueChannel
from tests.each_of import each_of
from tests.fakes.papers import NINE, TODAY, candidate, due

YESTERDAY = TODAY - timedelta(days=1)
PAPER = candidate(1, "Diffusion", upvotes=4)


@each_of(
    ("paper", "asked", "sentence"),
    [
        (PAPER, due("diffusion"), "It matches “diffusion” and is a candidate for the next digest."),
        (PAPER, due("knitting"), "The keyword here does not match it."),
        (PAPER, due("knitting", "sewing"), "No keyword here matches it."),
        (
            PAPER,
            due("diffusion knitting", "knitting sewing weaving"),
            "No keyword here matches it. What is missing: “knitting” for “diffusion knitting”.",
        ),
        (
            PAPER,
            due("knitting sewing | (diffusion OR sewing) weaving", "sewing"),
            (
                "No keyword here matches it. What is missing: “weaving” for “knitting sewing | (diffusion OR sewing) "
                "weaving”."
            ),
        ),
        (
            PAPER,
            due("diffusion -(title:diffusion)", "diffusion NOT diffusion"),
            (
                "No keyword here matches it. “-(title:diffusion)” in “diffusion -(title:diffusion)” leaves it out. "
                "“NOT diffusion” in “diffusion NOT diffusion” leaves it out."
            ),
        ),
        (
            PAPER,
            due('"knitting'),
            'The keyword here does not match it. The subscription “"knitting” cannot be read: unclosed quote',
        ),
        (
            candidate(1, "Diffusion", listed=YESTERDAY),
            due("diffusion", "title:diffusion"),
            (
                "It matches “diffusion” and “title:diffusion”, but others were ranked above it so far: it waits until "
                "Thursday 3 December at most."
            ),
        ),
        (
            PAPER,
            due("diffusion", settings=Settings(min_upvotes=5)),
            "It has 4 upvotes; this channel asks for at least 5.",
        ),
        (
            PAPER,
            due("diffusion", settings=Settings(sources=("arxiv",))),
            "It was listed by huggingface; this channel takes papers of arxiv only.",
        ),
        (
            PAPER,
            due("diffusion", since=TODAY + timedelta(days=1)),
            (
                "It was listed on Friday 20 November, before the day from which this channel gets papers "
                "(Saturday 21 November)."
            ),
        ),
        (
            candidate(1, "Diffusion", listed=TODAY - timedelta(days=400)),
            due("diffusion", since=TODAY),
            (
                "It was listed on Thursday 16 October 2025, before the day from which this channel gets papers "
                "(Friday 20 November)."
            ),
        ),
        (
            candidate(1, "Diffusion", listed=TODAY - timedelta(days=15)),
            due("diffusion"),
            "It was listed on Thursday 5 November: after 14 days a paper is no candidate any more.",
        ),
        (candidate(1, "Diffusion", withdrawn=True), due("diffusion"), "It was withdrawn by its authors."),
        (PAPER, due("diffusion", hidden=(1,)), "Somebody here hid it."),
        (PAPER, due("diffusion", seen=frozenset({1})), "This channel has had it."),
        (
            candidate(1, "Diffusion", sources=("community",)),
            due("diffusion"),
            "No source has listed it, and nobody here has submitted it.",
        ),
        (
            candidate(1, "Knitting", sources=("community",)),
            due("diffusion", submitted=frozenset({1})),
            "It was submitted here and is a candidate for the next digest.",
        ),
        (
            candidate(1, "Diffusion", listed=TODAY - timedelta(days=5)),
            due(),
            "It was not among the newest days' papers when trending was looked at last.",
        ),
    ],
)
def test_the_sentence_names_what_kept_it_out(paper: Candidate, asked: DueChannel, sentence: str) -> None:
    assert why_not(paper, asked, NINE).startswith(sentence)
