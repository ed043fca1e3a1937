"""Words of English, which are no slips."""

from bot.text.english import is_english
from tests.each_of import each_of


@each_of("word", ["whale", "song", "colour", "color", "monday"])
def test_common_words_are_english_however_they_are_spelt(word: str) -> None:
    assert is_english(word)


@each_of("word", ["langauge", "modle", "", "a\nb", "provided that", "#"])
def test_slips_and_signs_are_not(word: str) -> None:
    assert not is_english(word)
