"""Conjuncts: the pieces of a query that a paper must have all of."""

import pytest

from bot.query.conjuncts import conjuncts


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("diffusion video", ("diffusion", "video")),
        ('"world model" AND agents', ('"world model"', "agents")),
        ("diffusion -video NOT (image | audio)", ("diffusion", "-video", "NOT (image | audio)")),
        ("(a1 | b2) title:lora #cs.CL", ("(a1 | b2)", "title:lora", "#cs.CL")),
        ("llm author:(Ann Wu) upvotes:>20", ("llm", "author:(Ann Wu)", "upvotes:>20")),
        ("lora | qlora adapters", ("lora | qlora adapters",)),
        ("multi*, agents", ("multi*", "agents")),
    ],
)
def test_a_query_is_cut_where_each_piece_must_hold(query: str, pieces: tuple[str, ...]) -> None:
    assert conjuncts(query) == pieces
