"""Which words of a query are looked up, and which are left to the bits."""

import numpy as np
import pytest

from bot.query.tree import And, Form, Node, Not, Or, Tag, Words
from storage.index.commonest import divided
from storage.index.vocabulary import Vocabulary

PAPERS = 1_000_000
COUNTS = {"rare": 5_000, "some": 60_000, "many": 200_000, "most": 500_000}
VOCABULARY = Vocabulary(COUNTS, {})
FULL = np.full(PAPERS // 8, 255, np.uint8)
FEW = np.eye(1, PAPERS // 8, 7, dtype=np.uint8)[0]  # paper 56 alone


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


def test_common_words_that_few_papers_share_need_no_look_up() -> None:
    found = divided(And((word("many"), word("most"))), {word("many"): FULL, word("most"): FEW}, VOCABULARY, PAPERS)
    assert found is not None
    assert (found.rest, found.keys()) == (None, [56])


@pytest.mark.parametrize("beside", [Not(word("rare")), Tag("cat:cs.cl")])
def test_what_is_left_out_or_not_counted_finds_nothing_small(beside: Node) -> None:
    known = {word("some"): FULL, word("many"): FULL, word("most"): FULL}
    found = divided(And((beside, *known)), known, VOCABULARY, PAPERS)
    assert found is not None
    assert found.rest == And((beside, word("some"), word("many")))
