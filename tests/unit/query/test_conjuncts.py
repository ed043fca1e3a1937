"""Conjuncts: the pieces of a query that a paper must have all of."""

from bot.query.conjuncts import alternatives, conjuncts
from tests.each_of import each_of


@each_of(
    ("query", "pieces"),
    [
        ("diffusion video", ("diffusion", "video")),
        ('"world model" AND agents', ('"world model"', "agents")),
        ("diffusion -video NOT (image | audio)", ("diffusion", "-video", "NOT (image | audio)")),
        ("(a1 | b2) title:lora #cs.CL", ("(a1 | b2)", "title:lora", "#cs.CL")),
        ("llm author:(Ann Wu) upvotes:>20", ("llm", "author:(Ann Wu)", "upvotes:>20")),
        ("multi*, agents", ("multi*", "agents")),
    ],
)
def test_a_query_is_cut_where_each_piece_must_hold(query: str, pieces: tuple[str, ...]) -> None:
    assert conjuncts(query) == pieces


@each_of(
    ("query", "parts"),
    [
        ("lora | qlora adapters", ("lora", "qlora adapters")),
        ("(lora | dora) tuning OR prompt", ("(lora | dora) tuning", "prompt")),
        ('"a1 | b2" lora', ('"a1 | b2" lora',)),
    ],
)
def test_alternatives_are_what_stands_between_bars(query: str, parts: tuple[str, ...]) -> None:
    assert alternatives(query) == parts
