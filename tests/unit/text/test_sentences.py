"""Sentences and the summary made of them."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import MAX_SUMMARY, sentences, shorten, summary
from tests.each_of import each_of


@each_of(
    ("text", "expected"),
    [
        ("", ()),
        ("One only", ("One only",)),
        ("One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("We use data, e.g. ImageNet. It works.", ("We use data, e.g. ImageNet.", "It works.")),
        ("That is, i.e. This holds. So there.", ("That is, i.e. This holds.", "So there.")),
        ("Smith et al. Showed it. We agree.", ("Smith et al. Showed it.", "We agree.")),
        ("See Fig. 3 and Eq. 4. Done.", ("See Fig. 3 and Eq. 4.", "Done.")),
        ("Gains of 3.5 points. More.", ("Gains of 3.5 points.", "More.")),
        ("J. Smith and A. B. Lee came. We left.", ("J. Smith and A. B. Lee came.", "We left.")),
        ("In the U.S. Congress. Next.", ("In the U.S. Congress.", "Next.")),
        ("Models, data, etc. We go on.", ("Models, data, etc.", "We go on.")),
        ("It stops... and goes on. End.", ("It stops... and goes on.", "End.")),
        ('He said "go." We went.', ('He said "go."', "We went.")),
        ("Ends here.) Next one.", ("Ends here.)", "Next one.")),
        ("模型很好。第二句！第三句", ("模型很好。", "第二句！", "第三句")),
        ("Node.js is fast. 3D is not.", ("Node.js is fast.", "3D is not.")),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


ABSTRACT = (
    "Large models are widely used. However, these models forget what they learned before. "
    "In this paper, we propose a replay buffer that keeps old tasks alive during continual training. "
    "Results are good. Code is public."
)


def test_a_sentence_that_is_alone_is_the_summary_or_its_beginning() -> None:
    assert summary("Replay keeps old tasks", title="Replay of old tasks") == "Replay keeps old tasks"
    assert summary("word " * 5_000, title="word", limit=40) == "word word word word word word word word…"


def test_the_sources_own_summary_comes_first() -> None:
    assert summary(ABSTRACT, r"Keeps $\alpha$ alive.", "Title") == "Keeps α alive."


def test_else_the_sentence_that_says_what_is_new() -> None:
    assert summary(ABSTRACT).startswith("In this paper, we propose a replay buffer")


def test_the_title_tells_which_sentence_matters() -> None:
    abstract = (
        "Birds sing in spring. Replay buffers keep old tasks alive in memory. Winter is cold and long and dark."
    )
    assert (
        summary(abstract, title="Replay of old tasks", limit=60)
        == "Replay buffers keep old tasks alive in memory."
    )


def test_a_second_sentence_joins_where_both_fit() -> None:
    assert summary("We propose a new way to train. It works well on all of the tasks we tried.").endswith("tried.")


def test_nothing_gives_nothing() -> None:
    assert summary("") == ""
    assert summary(" \n", " ", "Title") == ""


def test_a_long_text_is_cut_at_a_sentence_else_at_a_word() -> None:
    assert shorten("First one. The " + "word " * 100, 60) == "First one."
    assert shorten("some words that go on and on without any end", 20) == "some words that go…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    assert shorten("fits", 10) == "fits"
    assert shorten("word, " * 20, 13) == "word, word…"


@given(st.text(max_size=600), st.integers(1, 300))
def test_a_summary_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(summary(text, limit=limit)) <= limit
    assert len(summary("", text, limit=limit)) <= limit


@each_of("hostile", [". ", ".", "e.g. A", "we ", "A.", "(", "。"])
def test_a_hostile_abstract_takes_no_longer_than_its_length(hostile: str) -> None:
    start = time.process_time()
    assert len(summary(hostile * 200_000)) <= MAX_SUMMARY
    assert time.process_time() - start < 2  # quadratic matching would take minutes
