"""Matching: the bit sets answer as the slow reference does, and say in which fields."""

import random
from itertools import product

import numpy as np
import pytest

from bench.asked import nested
from bot.errors import QueryError
from bot.matching.bits import from_flags, from_places, places
from bot.matching.column import letter
from bot.matching.day import DayPapers
from bot.matching.evaluate import conditions, evaluate, matched_fields
from bot.matching.row import Scores
from bot.query.parser import parse
from bot.query.tree import Words
from bot.ranking.likeness import Likeness
from bot.ranking.rankings import Rankings
from bot.ranking.relevance import Relevance
from bot.ranking.weights import NEUTRAL
from bot.text.document import document
from tests.each_of import each_of
from tests.fakes.papers import TODAY, candidate
from tests.reference import matches

WORDS = [
    "diffusion",
    "transformer",
    "retrieval",
    "agent",
    "multimodal",
    "fine-tuning",
    "RAG",
    "LoRA",
    "GPT-4",
    "video",
    "speech",
    "alignment",
    "k-means",
    "C++",
    "3D",
    "model",
    "models",
    "training",
    "benchmark",
    "扩散模型",
    "détection",
    "rag",
    "state-space",
    "graph",
    "policy",
    "reward",
]


def random_day(count: int, seed: int = 1) -> DayPapers:
    draw = random.Random(seed)
    return DayPapers(
        [
            candidate(
                number,
                " ".join(draw.choices(WORDS, k=6)),
                abstract=" ".join(draw.choices(WORDS, k=25)),
                authors=tuple(f"{draw.choice('ABC')}. {draw.choice(('LeCun', 'Wu', 'Garcia'))}" for _ in range(2)),
                upvotes=draw.randrange(60),
                code_url="https://github.com/a/b" if draw.random() < 0.4 else "",
            )
            for number in range(count)
        ]
    )


def keys(day: DayPapers, bits: int) -> list[int]:
    return sorted(day.keys[place] for place in places(bits).tolist())


def find(day: DayPapers, query: str) -> list[int]:
    return keys(day, evaluate(day, parse(query).root).bits)


def test_random_nested_queries_match_what_the_reference_matches() -> None:
    day = random_day(60)
    documents = [document(each) for each in day.candidates]
    read = matched = 0
    for text in nested([each.paper for each in day.candidates], 300, seed=7):
        try:
            query = parse(text)
        except QueryError:
            continue
        bits = evaluate(day, query.root).bits
        expected = [
            matches(query, each, day.candidates[place].signals.upvotes) for place, each in enumerate(documents)
        ]
        assert from_places(place for place, holds in enumerate(expected) if holds) == bits, text
        read += 1
        matched += 0 < bits.bit_count() < len(day)
    assert read > 250
    assert matched > 100


@each_of(
    ("query", "fields"),
    [
        ("diffusion", ("title", "abstract")),
        ("abstract:diffusion", ("abstract",)),
        ("sound", ("abstract",)),
        ("@lecun", ("author",)),
        ("org:deepmind", ("organization",)),
        ("#cs.LG has:code source:arxiv upvotes:>3", ("category", "source", "code", "upvotes")),
        ("diffusion | missing", ("title", "abstract")),
        ("diffusion -missing", ("title", "abstract")),
        ('"diffusion for sound"', ("abstract",)),
    ],
)
def test_a_match_says_in_which_fields(query: str, fields: tuple[str, ...]) -> None:
    day = DayPapers(
        [
            candidate(
                1,
                "Diffusion everywhere",
                abstract="We use diffusion for sound.",
                authors=("Yann LeCun",),
                organization="DeepMind",
                categories=("cs.LG",),
                code_url="https://github.com/a/b",
                upvotes=5,
                sources=("arxiv",),
            )
        ]
    )
    root = parse(query).root
    assert evaluate(day, root).bits == 1
    assert matched_fields(conditions(day, root), 0) == fields


def test_a_phrase_does_not_cross_from_one_field_or_author_to_the_next() -> None:
    day = DayPapers([candidate(1, "Deep nets", abstract="Learning to see", authors=("Ada Lee", "Bo Chen"))])
    assert find(day, '"nets learning"') == []
    assert find(day, 'author:"Lee Bo"') == []
    assert find(day, 'author:"Bo Chen"') == [1]


def test_the_letters_of_words_cannot_be_taken_for_others() -> None:
    alone = 0x110000 - 2 * 0x8000  # from here on it takes two characters
    numbers = (0, 1, 0xD800, alone - 1, alone, alone + 1, alone + 0x7FFF, alone + 0x8000, 2_000_000)
    letters = [letter(number) for number in numbers]
    assert [len(each) for each in letters] == [1, 1, 1, 1, 2, 2, 2, 2, 2]
    for one, other in product(letters, letters):
        found = [each for each in letters if each in one + other]
        assert set(found) == {one, other}


def test_a_prefix_finds_words_and_joined_forms() -> None:
    day = DayPapers([candidate(1, "Multimodal fine-tuning"), candidate(2, "Single modes")])
    assert find(day, "multi*") == [1]
    assert find(day, "finet*") == [1]
    assert find(day, "zzz*") == []


def test_trending_matches_all_or_the_papers_it_is_told_to() -> None:
    day = DayPapers([candidate(1, "One"), candidate(2, "Two")])
    root = parse("trending").root
    assert evaluate(day, root).bits == 0b11
    assert evaluate(day, root, trending=0b10).bits == 0b10


def test_no_papers_match_nothing() -> None:
    day = DayPapers([])
    assert evaluate(day, parse("diffusion -video").root).bits == 0
    assert len(by_words(day, "diffusion")) == 0


def test_bits_and_places_are_each_others_inverse() -> None:
    draw = random.Random(3)
    for size in (1, 7, 8, 9, 1000):
        chosen = sorted(draw.sample(range(size), size // 2))
        assert places(from_places(chosen)).tolist() == chosen
    flags = np.array([True, False, True])
    assert from_flags(flags) == 0b101


def relevance(query: str, *papers: tuple[str, str]) -> list[float]:
    day = DayPapers([candidate(n, title, abstract=abstract) for n, (title, abstract) in enumerate(papers)])
    return by_words(day, query).tolist()


def by_words(day: DayPapers, query: str) -> Scores:
    return Relevance(day, Likeness(day)).by_words(evaluate(day, parse(query).root))


FILLER = ("On other things", "Nothing of the kind is said here at all.")


def test_a_word_in_the_title_counts_more_than_one_in_the_abstract() -> None:
    title, abstract, neither = relevance(
        "diffusion", ("Diffusion", "We study things."), ("Things", "We study diffusion."), FILLER
    )
    assert title > abstract > neither == 0


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    rare, common, *_ = relevance(
        "quantum model", ("Quantum", ""), ("Model", ""), ("Model", ""), ("Quantum model", ""), FILLER
    )
    assert rare > common > 0


def test_more_mentions_count_more_but_ever_less() -> None:
    one, two, three, _ = relevance(
        "model",
        ("A", "model and six other plain words here"),
        ("A", "model model six other plain words here"),
        ("A", "model model model other plain words here"),
        FILLER,
    )
    assert one < two < three
    assert two - one > three - two


def test_all_the_words_asked_for_add_up_and_negations_count_nothing() -> None:
    papers = (("Graph policy", ""), ("Graph", ""), FILLER)
    both, one, _ = relevance("graph policy", *papers)
    assert both > one > 0
    assert relevance("graph -reward", *papers) == relevance("graph", *papers)
    assert relevance("upvotes:>=0 has:code", *papers) == [NEUTRAL] * 3
    assert relevance("graph | has:code", *papers)[2] == 0


def test_the_ways_to_spell_one_word_are_not_counted_as_many_words() -> None:
    hyphened, *_ = relevance("fine-tuning", ("Fine-tuning", ""), FILLER, FILLER)
    plain, *_ = relevance("graph", ("Graph", ""), FILLER, FILLER)
    assert hyphened == pytest.approx(plain, rel=0.05)


def test_relevance_is_never_more_than_all_there_could_be() -> None:
    day = random_day(60)
    scorer = Relevance(day, Likeness(day))
    for text in list(nested([each.paper for each in day.candidates], 400, depth=3)):
        try:
            row = evaluate(day, parse(text).root)
        except QueryError:
            continue
        scores = scorer.by_words(row)
        assert 0 <= scores.min() <= scores.max() <= 1
        found, with_peers, (count,) = scorer.of([row])
        assert found.tolist() == places(row.bits).tolist()
        assert len(with_peers) == count == row.bits.bit_count()
        assert all(0 <= each <= 1 for each in with_peers)


def test_a_late_mention_counts_less_than_an_early_one() -> None:
    words = " ".join(f"plain{n}" for n in range(60))
    early, late, _ = relevance("diffusion", ("A", f"Diffusion {words}"), ("A", f"{words} diffusion"), FILLER)
    assert early > 1.5 * late > 0
    early, late, _ = relevance(
        '"video diffusion"', ("A", f"Video diffusion {words}"), ("A", f"{words} video diffusion"), FILLER
    )
    assert early > 1.5 * late > 0


def test_frequent_neighbours_that_are_far_apart_count_half_and_rare_ones_do_not() -> None:
    between = " ".join(f"plain{n}" for n in range(40))
    papers = [("A", f"World {between} models"), ("A", f"World models {between}")] + [("A", "World models")] * 60
    far, near, *_ = relevance("world models", *papers)
    assert far < 0.6 * near
    rare, *_ = relevance("world models", *papers[:2], *[FILLER] * 60)
    assert rare > 1.5 * far


def test_what_the_reference_matches_is_matched_in_passing_too() -> None:
    day = random_day(30)
    query = parse("model")
    every = Rankings(day, TODAY).of(query, day.all, mentions=True)
    picked = Rankings(day, TODAY).of(query, day.all)
    assert every.bits == every.matched == picked.matched == evaluate(day, query.root).bits
    assert picked.bits | every.bits == every.bits


def test_a_condition_is_worked_out_once() -> None:
    day = random_day(20)
    assert day.row(Words(("diffus",))) is day.row(Words(("diffus",)))
