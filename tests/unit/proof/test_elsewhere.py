"""What the proof asks beside its figures is held by tests that exist."""

from tests.each_of import each_of
from tests.proof.elsewhere import HELD_BY
from tests.unit.docs.test_security import TESTS


@each_of(("what", "tests"), HELD_BY)
def test_each_is_held_by_tests(what: str, tests: tuple[str, ...]) -> None:
    assert tests, what
    assert set(tests) <= TESTS, set(tests) - TESTS
