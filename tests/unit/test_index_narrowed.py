"""Which words of a query are looked up, which are left to their sets of papers, and when that is worth it."""

import numpy as np
import pytest

from bot.query.tree import And, Form, Node, Not, Or, Prefix, Tag, Words
from storage.index import bits
from storage.index.narrowed import WORTH, Narrowed, divided, walked
from storage.index.vocabulary import Vocabulary

PAPERS = 1_000_000
COUNTS = {"rare": 5_000, "some": 60_000, "many": 200_000, "most": 500_000}
VOCABULARY = Vocabulary(COUNTS, {"som": {"some": 60_000}})
FULL = np.full(PAPERS // 8, 255, np.uint8)


def word(term: str) -> Node:
    return Or((Words((term,)), Form(term)))


@pytest.mark.parametrize(
    ("asked", "common", "rest"),
    [
        (("rare", "many", "most"), ("many", "most"), ("rare",)),  # few enough by itself
        (("most", "some", "many"), ("some", "many", "most"), ("some", "many")),  # the rarest come first
        (
            ("most", "many"),
            ("most", "many"),
            None,
        ),  # both are needed to find few enough: nothing is left to the bits
        (("some", "most"), ("most",), None),  # 30,000 together: FTS5 may as well do it
    ],
)
def test_the_rarest_words_are_looked_up(
    asked: tuple[str, ...], common: tuple[str, ...], rest: tuple[str, ...] | None
) -> None:
    known = {word(term): FULL for term in common}
    found = divided(And(tuple(map(word, asked))), known, VOCABULARY, PAPERS)
    if rest is None:
        assert found is None
    else:
        assert found is not None
        wanted = tuple(map(word, rest))
        assert found.rest == (And(wanted) if len(wanted) > 1 else wanted[0])


@pytest.mark.parametrize("beside", [Not(word("rare")), Tag("cat:cs.cl")])
def test_what_is_left_out_or_not_counted_finds_nothing_small(beside: Node) -> None:
    known = {word("some"): FULL, word("many"): FULL, word("most"): FULL}
    found = divided(And((beside, *known)), known, VOCABULARY, PAPERS)
    assert found is not None
    assert found.rest == And((beside, word("some"), word("many")))


@pytest.mark.parametrize(
    ("asked", "is_worth_it"),
    [
        (word("most"), False),  # the newest 400 are soon found
        (And((word("most"), word("many"))), False),
        (And((word("most"), word("many"), word("rare"))), True),  # about 500 of a million: nearly all is walked
        (And((word("most"), Not(word("many")))), False),
        (And((word("rare"), Not(word("most")))), True),
        (And((word("rare"), word("rare"))), False),  # short lists
        (Or((And((word("rare"), word("many"))), And((word("rare"), word("some"), word("most"))))), True),
        (Words(("many", "rare")), True),
        (And((word("most"), Tag("cat:cs.cl"))), True),  # nobody knows how many have it
        (And((Prefix("som"), word("many"), word("rare"))), True),
    ],
)
def test_sets_are_of_use_where_long_lists_hold_few_matches(asked: Node, is_worth_it: bool) -> None:
    assert (walked(asked, VOCABULARY, PAPERS, 400) >= WORTH) is is_worth_it


def test_no_more_is_walked_than_there_is_on_the_lists() -> None:
    assert walked(And((word("rare"), word("many"))), VOCABULARY, PAPERS, 10**6) == 2 * (5_000 + 200_000)


def test_keys_and_bits_say_the_same() -> None:
    draw = np.random.default_rng(3)
    for count in (0, 1, 7, 500, 7_000):
        keys = np.sort(draw.choice(8_000, count, replace=False)).astype(np.int64)
        made = bits.from_keys(keys, 1_000)
        assert made.size == 1_000
        assert bits.count(made) == count
        assert Narrowed(None, made).keys() == keys.tolist()
        everything = np.arange(8_000)
        assert everything[bits.within(everything, made)].tolist() == keys.tolist()
