"""Snippets: what is marked, and which part of a text is shown."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.query.parser import parse
from bot.search.snippet import Marker
from bot.views.blocks import Link, Moment, Text
from tests.each_of import each_of


def shown(text: str, query: str, width: int = 200) -> str:
    parts = []
    for inline in Marker(parse(query)).snippet(text, width):
        assert not isinstance(inline, Link | Moment)
        parts.append(f"[{inline.text}]" if inline.mark else inline.text)
    return "".join(parts)


@each_of(
    ("text", "query", "expected"),
    [
        ("", "cat", ""),
        ("A dog.", "cat", "A dog."),
        ("A cat, a dog.", "cats", "A [cat], a dog."),
        ("Retrieving (documents).", "retrieval document", "[Retrieving] ([documents])."),
        ("We fine-tune it.", "finetune", "We [fine-tune] it."),
        ("We finetune it.", "fine-tune", "We [finetune] it."),
        ("A data set, two.", "datasets", "A [data set], two."),
        ("A data set.", "datase*", "A [data set]."),
        ("low rank adaptation of rank", '"low-rank adaptation"', "[low rank adaptation] of rank"),
        ("RAG and rag", "RAG", "[RAG] and rag"),
        ("Modern C++.", "C++", "Modern [C++]."),
        ("multimodal, multi-modal", "multimod*", "[multimodal], [multi-modal]"),
        ("我们的扩散模型方法", "扩散模型", "我们的[扩散模型]方法"),
        ("models, finetuned", "mod* | fine*", "[models], [finetuned]"),
        ("cat and dog", "cat -dog", "[cat] and dog"),
        ("cat and dog", "title:cat", "[cat] and dog"),
        ("yann and cat", "cat | @yann", "yann and [cat]"),
        ("cat and dog", "#cs.CL", "cat and dog"),
        (r"the $\alpha$-VAE", "α-VAE", "the [α-VAE]"),
    ],
)
def test_what_the_query_looks_for_is_marked(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_the_densest_part_is_shown() -> None:
    text = "cat " + "word " * 100 + "a cat beside a dog " + "word " * 100
    found = shown(text, "cat dog", 60)
    assert "[cat] beside a [dog]" in found
    assert found.startswith("…")
    assert found.endswith("…")


def test_without_a_match_the_beginning_is_shown() -> None:
    assert shown("one two three four five", "cat", 10) == "one two…"


@each_of(
    ("text", "width", "expected"),
    [
        ("word " * 5 + "cat" + " word" * 5, 13, "…word [cat] word…"),
        ("x" * 30 + " cat " + "y" * 30, 9, "…[cat]…"),
        ("x" * 30 + "-cat-" + "y" * 30 + " cat", 9, "…[cat]"),
        ("x" * 30 + "-cat-" + "y" * 30, 9, "x" * 9 + "…"),
    ],
)
def test_a_snippet_begins_and_ends_between_words(text: str, width: int, expected: str) -> None:
    assert shown(text, "cat", width) == expected


def test_words_of_one_mark_are_one_text() -> None:
    assert Marker(parse('"low rank"')).snippet("a low rank b") == (
        Text("a "),
        Text("low rank", mark=True),
        Text(" b"),
    )


@given(st.text(max_size=400), st.integers(20, 100))
def test_any_text_gives_a_line_of_about_the_width(text: str, width: int) -> None:
    assert len(shown(text, 'a | "e f" | 0 | mul*', width).replace("[", "").replace("]", "")) <= width + 2


def test_a_long_text_full_of_matches_is_quick() -> None:
    start = time.process_time()
    assert shown("cat dog " * 100_000, 'cat | "dog cat"')
    assert time.process_time() - start < 2
