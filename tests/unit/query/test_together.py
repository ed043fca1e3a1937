"""Words that belong together."""

from bot.query.parser import parse
from bot.query.together import together
from tests.each_of import each_of


@each_of("typed", ["text to speech", "multi agent systems", "C++ compilers"])
def test_a_few_words_are_more_relevant_next_to_each_other_and_find_the_same(typed: str) -> None:
    query = parse(typed)
    found = together(query)
    assert found.beside == parse(f'"{typed}"').root
    assert (found.root, found.ranked_by) == (query.root, None)


@each_of(
    "typed", ["kites", "kites | boats", '"kites fly"', "title:kites fly", "one two three four five", "kite* fly"]
)
def test_what_is_no_few_words_stays_as_it_is(typed: str) -> None:
    assert together(parse(typed)).beside is None
