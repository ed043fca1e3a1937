"""What the search index keeps of a paper besides its terms: pairs of common neighbours, and words as written."""

from datetime import date

from bot.model.paper import Candidate, Paper, Signals
from bot.text.analyzer import analyze
from bot.text.written import AS
from storage.index.fields import CASED, TEXT, TITLE_COUNTS, WRITTEN, entry, row
from storage.index.pairs import COMMON, pair, pairs


def _kept(name: str, title: str, abstract: str) -> list[str]:
    today = date(2026, 11, 21)
    paper = Paper(id="arxiv:2611.00001", title=title, url="https://arxiv.org/abs/2611.00001", abstract=abstract)
    made = entry(row(Candidate(key=1, paper=paper, signals=Signals(first_listed=today, last_listed=today))))
    return " ".join(made.get_all(name)).split()


def test_two_common_neighbours_are_one_term_and_no_others_are() -> None:
    words = analyze("Large language models for zebras: language models").words
    found = [pair("larg", "languag"), pair("languag", "model"), pair("languag", "model")]
    assert pairs(words) == found
    assert all(found)
    assert pair("zebra", "model") == pair("model", "zebra") == ""


def test_each_common_word_is_a_term_that_some_text_has() -> None:
    texts = "generalization generative modeling transformers reasoning policies queries dynamics understanding"
    assert {"generaliz", "generativ", "modeling", "transformer", "reason", "polici"} <= COMMON
    assert {"generaliz", "generativ", "modeling", "transformer", "reason", "polici"} <= {*analyze(texts).words}


def test_a_pair_in_the_title_weighs_as_its_words_do() -> None:
    text = _kept(TEXT, "Language models", "We study a language model.")
    assert text.count(pair("languag", "model")) == TITLE_COUNTS + 1
    assert text.count("languag") == TITLE_COUNTS + 1


def test_capitals_of_titles_and_of_sentences_are_not_how_a_word_is_written() -> None:
    paper = ("Zebra Crossing", "Gaussian noise is fine. Markov chains are Bayesian, as BERT is.")
    assert {*_kept(WRITTEN, *paper)} >= {"zebra", "crossing", "gaussian", "markov", "are"}
    assert {*_kept(CASED, *paper)} == {f"bayesian{AS}Bayesian", f"bert{AS}BERT"}
