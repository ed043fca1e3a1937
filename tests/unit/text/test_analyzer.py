"""The analyzer: words, forms, and that nothing anyone can write upsets it."""

import re

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.paper import Candidate, Paper, Signals
from bot.text import analyzer
from bot.text.analyzer import analyze, names
from bot.text.document import AUTHOR_BREAK, document, tag
from bot.text.folding import fold, lower
from bot.text.tokens import MAX_WORD, stem
from tests.each_of import each_of
from tests.fakes.papers import TODAY

TERM = re.compile(r"[^\s\"]+")


@each_of(
    ("text", "words", "forms"),
    [
        ("", (), ()),
        ("Fine-tuning", ("fine", "tune"), ("finetun",)),
        ("state-of-the-art", ("state", "of", "the", "art"), ("stateof", "ofth", "theart", "stateoftheart")),
        ("GPT-4", ("gpt", "4"), ("=gpt", "gpt4")),
        ("GPT4", ("gpt4",), ("gpt", "=gpt")),
        ("2024-05-01", ("2024", "05", "01"), ()),
        ("RAGs (RAG-based)", ("rag", "rag", "base"), ("=rag", "=rag", "ragbas")),
        ("LLMs' LLM's", ("llm", "llm"), ("=llm", "=llm")),
        ("C++, C# and .NET.", ("c++", "c#", "and", ".net"), ()),
        ("Node.js", ("node", "js"), ("nodej",)),
        ("3D 3.1 1,000 1,00", ("3d", "3.1", "1000", "1", "00"), ()),
        ("GPT模型", ("gpt", "模", "型"), ("=gpt",)),
        ("模型-x", ("模", "型", "x"), ()),
        ("naïve ﬁ “quoted”", ("naiv", "fi", "quot"), ()),
        ("İstanbul ǅ", ("istanbul", "dz"), ()),
        ("a\x00b\ud800c", ("a", "b", "c"), ()),
        ("😀 👩‍💻 1️⃣", ("1",), ()),
        ("dif\u200bfu\u00adsion", ("diffus",), ()),
        ("tree—tree tree--tree", ("tree",) * 4, ()),
        (
            "a data set of 3 D few shot",
            ("a", "data", "set", "of", "3", "d", "few", "shot"),
            ("dataset", "3d", "fewshot"),
        ),
        (
            "data, set; the data (set) in data of sets",
            ("data", "set", "the", "data", "set", "in", "data", "of", "set"),
            (),
        ),
        ("don't", ("don", "t"), ("dont",)),
    ],
)
def test_a_text_becomes_its_words_and_forms(text: str, words: tuple[str, ...], forms: tuple[str, ...]) -> None:
    assert analyze(text) == analyzer.Terms(words, forms)


@each_of(
    ("one", "other"),
    [("llms", "llm"), ("gpus", "gpu"), ("models", "modeled"), ("retrieval", "retrieving"), ("studies", "study")],
)
def test_words_that_mean_the_same_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@each_of(("one", "other"), [("corpus", "corpu"), ("bus", "bu"), ("news", "new"), ("model", "mode")])
def test_words_that_mean_something_else_keep_their_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_folding_leaves_case_and_lowering_does_not() -> None:
    assert fold("Ünï‑Ｃöde") == "Uni-Code"
    assert lower("ÜNÏ‑Ｃöde") == "uni-code"


def test_a_word_without_end_is_cut() -> None:
    assert analyze("x" * 100_000).words == ("x" * MAX_WORD,)


def test_a_compound_without_end_has_forms_that_grow_with_its_length_alone() -> None:
    assert len(analyze("-".join(["a"] * 1000)).forms) == 999


def test_memory_of_chunks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "_MAX_CHUNKS", 10)
    monkeypatch.setattr(analyzer, "_chunks", analyzer._Chunks())
    words = tuple(f"{stem('number')}{at}" for at in range(100))
    assert analyze(" ".join(words)).words == words
    assert len(analyzer._chunks) <= 10


def test_names_are_not_stemmed_and_a_phrase_never_crosses_two_authors() -> None:
    paper = Paper(
        id="arxiv:1", title="", url="", authors=("Yann LeCun", "?", "Pat O’Brien"), organization="Training Labs"
    )
    found = document(Candidate(key=1, paper=paper, signals=Signals(first_listed=TODAY, last_listed=TODAY)))
    assert found.authors == ("yann", "lecun", AUTHOR_BREAK, "pat", "obrien")
    assert found.org == ("training", "labs")
    assert names("Žižek, S.") == ("zizek", "s")


def test_properties_are_single_terms() -> None:
    assert tag("cat", "cs.CL") == "cat:cs.cl"
    assert tag("cat", ' Machine  "Learning" ') == "cat:machine-learning"


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_analyzed_into_clean_terms(text: str) -> None:
    terms = analyze(text)
    for term in (*terms.words, *terms.forms, *names(text)):
        assert TERM.fullmatch(term)
        assert term.encode()
        assert re.fullmatch(r"[a-z0-9+#.=]*", re.sub(r"[^\x00-\x7f]", "", term)), term


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert lower(lower(text)) == lower(text)


HARD = (
    "C++ C# .NET 3.1 GPT-4 RAG-based naïve 模型 モデル हिन्दी ภาษา “quoted” UNet++ foo_bar don't ß İ ﷺ 1,000 x² ½"
)


def test_terms_joined_by_spaces_come_back_from_the_search_index() -> None:
    terms = analyze(HARD)
    every = [*terms.words, *terms.forms]
    reader = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    assert reader.analyze(" ".join(every)) == every


@settings(max_examples=400)
@given(st.text(alphabet="aAbBsSnNeEtT-.,()'\"!?", min_size=1, max_size=14))
def test_the_short_way_through_an_english_word_comes_to_the_same(chunk: str) -> None:
    assert analyzer._simple(chunk) in (None, analyzer._terms(chunk))
