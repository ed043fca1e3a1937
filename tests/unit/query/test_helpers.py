"""Around the parser: lists of queries, leaves, spelling, questions."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QueryError
from bot.query.leaves import respelt, typed_words, words_of
from bot.query.parser import parse
from bot.query.question import at_least, pasted, question, relax
from bot.query.split import split_queries
from bot.query.tree import Field, Form, Prefix, Query, Words
from bot.text.document import Document, document
from tests.each_of import each_of
from tests.fakes.papers import candidate
from tests.reference import holds, matches


@each_of(
    ("text", "expected"),
    [
        ("", ()),
        ("a", ("a",)),
        ('a, b, "x, y"', ("a", "b", '"x, y"')),
        ("a; b；c", ("a", "b", "c")),
        ("(a, b) | c, d", ("(a, b) | c", "d")),
        ("“x, y”，z、w", ("“x, y”", "z", "w")),
        ("1,000 hours, b", ("1,000 hours", "b")),
        ("a,, ,b,", ("a", "b")),
        ("a, a, A", ("a", "A")),
        ("a\nb", ("a", "b")),
        (")a, b", (")a", "b")),
        ('a, "b, c', ("a", '"b, c')),
    ],
)
def test_commas_part_queries_outside_quotes_and_parentheses(text: str, expected: tuple[str, ...]) -> None:
    assert split_queries(text) == expected


def test_a_text_too_long_for_a_list_is_refused_as_one_query() -> None:
    (whole,) = split_queries("a, " * 100_000)
    with pytest.raises(QueryError, match="too long"):
        parse(whole)


def test_the_leaves_are_what_a_paper_may_hold() -> None:
    assert words_of(parse("cats -dogs RAG (mod* | @lecun) #cs.CL upvotes:>3")) == (
        Words(("cat",)),
        Form("cat"),
        Form("=rag"),
        Prefix("mod"),
        Words(("lecun",), Field.AUTHOR),
        Form("=lecun", Field.AUTHOR),
    )
    assert words_of(parse("trending")) == ()


@each_of(
    ("text", "expected"),
    [
        ("difusion Model", ("difusion", "model")),
        ('"low rnk" fien-tuning', ("low", "rnk", "fien", "tuning")),
        ("cat -dgo NOT (a bc) end", ("cat", "end")),
        ("@lecn author:(a b) org:x title:wrd", ("wrd",)),
        ("RAG LLMs gpt4 模型 #cs.CL has:code", ("gpt",)),
        ("mul* cat", ("cat",)),
    ],
)
def test_words_to_spell_are_those_typed_as_words(text: str, expected: tuple[str, ...]) -> None:
    assert typed_words(text) == expected


def test_mending_the_spelling_keeps_everything_else_as_typed() -> None:
    spellings = {"difusion": "diffusion", "fien": "fine", "lecn": "lecun"}
    assert respelt('Difusion "fien-tuning" -difusion @lecn (a)', spellings) == (
        'diffusion "fine-tuning" -difusion @lecn (a)'
    )
    assert respelt("cat", {}) == "cat"


@given(st.text(max_size=60))
def test_mending_nothing_changes_nothing(text: str) -> None:
    try:
        parse(text)
    except QueryError:
        return
    assert respelt(text, {}) == text
    assert all(typed_words(text))


QUESTION = "how do I keep a model from forgetting old tasks"


@each_of(
    ("missing", "text", "expected"),
    [
        (0, "Old tasks: what a model forgets", True),
        (0, "Catastrophic forgetting of tasks in models", False),
        (1, "Catastrophic forgetting of tasks in models", True),
        (1, "Forgetting tasks", False),
        (2, "Forgetting tasks", True),
        (3, "Tasks", True),
        (3, "How do I keep a secret", False),
    ],
)
def test_a_question_finds_papers_about_what_it_asks(missing: int, text: str, expected: bool) -> None:
    query = relaxed(QUESTION, missing)
    assert query is not None
    assert query.text == QUESTION
    assert matches(query, document(candidate(1, text))) is expected


@each_of(("text", "missing"), [(QUESTION, 4), ("diffusion model", 2), ("diffusion", 1)])
def test_where_nothing_can_be_left_out_there_is_no_looser_query(text: str, missing: int) -> None:
    assert relaxed(text, missing) is None


@each_of("text", ["how do i", "cat | dog of mine", "the cat -dog", "the title:cat", "the mul*", "#cs.CL"])
def test_what_is_built_of_more_than_words_or_says_nothing_is_no_question(text: str) -> None:
    assert question(text) is None


def test_a_question_keeps_its_filters_phrases_and_acronyms() -> None:
    query = relaxed('what is the "old cat" doing in RAG #cs.CL', 1)
    assert query is not None
    assert matches(query, document(candidate(1, "The old cat", categories=("cs.CL",))))
    assert not matches(query, document(candidate(1, "The old cat", categories=("cs.CV",))))
    assert not matches(query, document(candidate(1, "The cat is old, a rag", categories=("cs.CL",))))
    only = relaxed("What is RAG?", 0)
    assert only is not None
    assert matches(only, document(candidate(1, "RAG")))


def test_a_long_question_asks_for_its_rarest_words_and_is_ranked_by_all() -> None:
    words = [f"w{n}" for n in range(12)]
    asked = question(" ".join(words))
    assert asked is not None
    query = relax(asked, {word: 100 - 5 * n for n, word in enumerate(words)} | {words[-1]: 0}, 1)
    assert query is not None
    assert matches(query, document(candidate(1, " ".join(words[3:10]))))  # one of the eight is missing
    assert not matches(query, document(candidate(1, " ".join(words[3:9]))))
    assert not matches(query, document(candidate(1, " ".join(words[:3]))))
    assert query.ranked_by is not None
    for word in words[:-1]:  # the last is in no paper
        assert holds(query.ranked_by, document(candidate(1, word)), 0)
    assert not holds(query.ranked_by, document(candidate(1, words[-1])), 0)


@each_of(
    ("text", "about"),
    [
        ("V* Bench", "Bench"),
        ("GPT-4o (ours) | 87.3% -- see [12]: *bold* NOT", "bold"),
        ('an "unclosed quote', "unclosed"),
        ("\ud800 half of a surrogate", "surrogate"),
        ("word " * 100 + "end", "end"),
    ],
)
def test_any_text_can_be_read_as_its_words(text: str, about: str) -> None:
    asked = pasted(text)
    assert asked is not None
    assert matches(asked.query, document(candidate(1, about)))


@each_of("text", ["", "   ", "*** --- ()", "the of and"])
def test_a_text_that_says_nothing_is_no_question(text: str) -> None:
    assert pasted(text) is None


@given(st.text(max_size=80))
def test_reading_pasted_text_never_fails(text: str) -> None:
    asked = pasted(text)
    assert asked is None or relax(asked, dict.fromkeys(asked.terms, 1), 0) is not None


def relaxed(text: str, missing: int) -> Query | None:
    asked = question(text)
    assert asked is not None
    return relax(asked, dict.fromkeys(asked.terms, 1), missing)


@each_of("size", [1, 2, 5, 8])
def test_so_many_of_some_words_is_every_choice_of_them_and_says_each_word_a_few_times(size: int) -> None:
    words = [Words((f"w{n}",)) for n in range(size)]
    for count in range(1, size + 1):
        asked = at_least(count, words)
        for held in range(size + 1):
            for have in combinations([word.terms[0] for word in words], held):
                assert holds(asked, Document(title=have), 0) == (held >= count)
        assert str(asked).count("Words") <= 48
