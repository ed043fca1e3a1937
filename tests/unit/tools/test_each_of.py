"""Many cases in one test: each that fails is told, and none that is right hides it."""

import pytest

from tests.each_of import each_of


def test_every_case_that_fails_is_told_by_its_values():
    tried = []

    @each_of("number, wanted", [(1, 1), (2, 3), (3, 4), (4, 4)])
    def same(number: int, wanted: int) -> None:
        tried.append(number)
        assert number == wanted

    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases") as told:
        same()
    assert tried == [1, 2, 3, 4]
    assert [error.__notes__ for error in told.value.exceptions] == [
        ["the case: number=2, wanted=3"],
        ["the case: number=3, wanted=4"],
    ]


async def test_what_was_to_be_raised_and_was_not_is_told_too():
    @each_of("text", ["1", "one"])
    async def is_none(text: str) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            int(text)

    with pytest.raises(BaseExceptionGroup, match="1 of 2 cases"):
        await is_none()


@each_of("letter", "ab")
@each_of(("one", "other"), [(1, 2), (3, 4)])
def test_cases_of_two_kinds_meet_and_fixtures_come_beside(letter, one, other, shared_with_all):
    shared_with_all.append(f"{letter}{one}{other}")


@pytest.fixture
def shared_with_all():
    seen = []
    yield seen
    assert seen == ["a12", "a34", "b12", "b34"]


def test_no_cases_or_unknown_names_are_refused():
    with pytest.raises(AssertionError, match="no cases"):
        each_of("a", [])
    with pytest.raises(AssertionError, match="does not take"):
        each_of("a", [1])(lambda b: None)
    with pytest.raises(AssertionError, match="has not 2 values"):
        each_of("a, b", [(1,)])
