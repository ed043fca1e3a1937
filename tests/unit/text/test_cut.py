"""Cutting: at most so much, an ellipsis where something was left out, and no character in halves."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.cut import clip, cut, head, width
from tests.each_of import each_of


@each_of(
    ("text", "most", "kept"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words and more text", 22, "two words and more…"),  # between words, where one is near
        ("anextraordinarilylongword", 10, "anextraor…"),
        ("🙂🙂🙂", 5, "🙂🙂…"),
        ("🙂🙂🙂", 4, "🙂…"),
    ],
)
def test_a_text_is_clipped_by_utf_16_units(text: str, most: int, kept: str):
    assert clip(text, most) == kept


def test_a_cut_leaves_no_space_before_the_ellipsis():
    assert cut("two words", 5) == "two…"
    assert cut("two", 5) == "two"


@given(st.text(), st.integers(1, 50))
def test_nothing_is_longer_than_it_may_be_and_what_fits_stays(text: str, most: int):
    assert width(clip(text, most)) <= most
    assert len(cut(text, most)) <= most
    assert text.startswith(head(text, most))
    if width(text) <= most:
        assert clip(text, most) == text == head(text, most)
