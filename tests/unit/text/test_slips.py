"""Slips of the fingers."""

from bot.text.slips import slips
from tests.each_of import each_of


@each_of(
    "typed, meant",
    [
        ("langauge", "language"),
        ("reasonin", "reasoning"),
        ("modells", "models"),
        ("benchmurk", "benchmark"),
        ("difussion", "diffusion"),
        ("embbeding", "embedding"),
        ("naïe", "naïve"),
    ],
)
def test_one_slip_is_undone(typed: str, meant: str) -> None:
    assert meant in {*slips(typed)}


def test_two_slips_are_another_word() -> None:
    assert "diffusion" not in {*slips("difuson")}
