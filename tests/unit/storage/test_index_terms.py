"""What the search index keeps of a paper besides its terms: pairs of common neighbours, and words as written."""

from datetime import date

from bot.model.paper import Candidate, Paper, Signals
from bot.query.parser import parse
from bot.query.together import together
from bot.text.analyzer import analyze
from bot.text.written import AS
from storage.index import compiled, looking
from storage.index.fields import CASED, TEXT, TITLE_COUNTS, WRITTEN, entry, made, row
from storage.index.looking import search
from storage.index.pairs import COMMON, pair, pairs


def _candidate(key: int, title: str, abstract: str) -> Candidate:
    today = date(2026, 11, 21)
    paper = Paper(id="arxiv:2611.00001", title=title, url="https://arxiv.org/abs/2611.00001", abstract=abstract)
    return Candidate(key=key, paper=paper, signals=Signals(first_listed=today, last_listed=today))


def _kept(name: str, title: str, abstract: str) -> list[str]:
    return " ".join(entry(row(_candidate(1, title, abstract))).get_all(name)).split()


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


def test_words_next_to_each_other_make_a_paper_more_relevant_and_find_no_other(monkeypatch) -> None:
    index = made(None)
    with_writer = index.writer(15_000_000, 1)
    for key, said in enumerate(
        ("Speech, then a text, and to sum up.", "We train text-to-speech, then stop.", "Text."), 1
    ):
        with_writer.add_document(entry(row(_candidate(key, "Kites", said))))
    with_writer.commit()
    index.reload()
    found = search(index.schema, index.searcher(), together(parse("text to speech")), 9)
    assert ([each.key for each in found.hits], found.total) == ([2, 1], 2)
    assert found.hits[0].score > found.hits[1].score * 1.5
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 1)
    found = search(index.schema, index.searcher(), together(parse("text to speech")), 9)
    assert found.total == 2
    assert found.hits[0].score < found.hits[1].score * 1.5, "too many to look at"


def test_the_best_of_a_beginning_of_very_many_words_are_looked_for_apart_and_all_are_counted(monkeypatch) -> None:
    index, words = made(None), ("kite", "kites", "kiting", "kitchen", "kitten", "kith")
    with_writer = index.writer(15_000_000, 1)
    for key in range(30):
        word = words[key % len(words)]
        with_writer.add_document(entry(row(_candidate(key, f"{word} " * (key % 4), f"A {word} and boats."))))
    with_writer.commit()
    index.reload()
    searcher, few, all_ = index.searcher(), 4, 30
    monkeypatch.setattr(compiled, "EXPANDED", 2)
    monkeypatch.setattr(compiled, "COMMONEST", 2)
    for text in ("kit*", "kite*", "boats* | kit*"):
        whole = search(index.schema, searcher, parse(text), all_)
        best = search(index.schema, searcher, parse(text), few)
        assert len(whole.hits) == whole.total == best.total, text
        assert [each.score for each in best.hits] == [each.score for each in whole.hits[:few]], text
    assert compiled.Compiler(index.schema, searcher).apart(parse("kit*"))
