"""Pages: each fits one message, whatever its items, and leads back as well as on."""

from itertools import chain

import pytest

from bot.commands.pages import ROOM, page_of, turning
from bot.errors import UserError
from tests.each_of import each_of


def walked(items: list[str], size: int, *, wide: bool = False) -> list[list[str]]:
    """All pages, by Next to the end; then back by Previous, which must give the same."""
    cursor, there, cursors = "", [], []
    while True:
        page = page_of(items, cursor, size, len if wide else None)
        there.append(list(page.items))
        assert items[page.start - 1 :][: len(page.items)] == list(page.items)
        if not page.next:
            break
        cursors.append(cursor)
        cursor = page.next
    back = [there[-1]]
    while page.previous:
        page = page_of(items, page.previous, size, len if wide else None)
        back.append(list(page.items))
    assert back[::-1] == there
    return there


def test_next_and_previous_walk_the_whole_list() -> None:
    items = [str(n) for n in range(23)]
    pages = walked(items, 10)
    assert [len(page) for page in pages] == [10, 10, 3]
    assert list(chain(*pages)) == items


def test_long_items_make_short_pages() -> None:
    items = [f"{n}" + "x" * 1_000 for n in range(7)]
    pages = walked(items, 20, wide=True)
    assert list(chain(*pages)) == items
    assert all(sum(map(len, page)) <= ROOM or len(page) == 1 for page in pages)


def test_one_item_longer_than_a_page_is_a_page() -> None:
    assert [len(page) for page in walked(["a", "x" * 9_000, "b"], 20, wide=True)] == [1, 1, 1]


def test_a_first_page_has_no_previous_and_a_last_one_no_next() -> None:
    labels = [[b.label for b in page_of("abcde", cursor, 2).buttons("list")] for cursor in ("", "2", "4")]
    assert labels == [["Next"], ["Previous", "Next"], ["Previous"]]
    assert page_of("ab", "", 2).buttons("list") == ()


def test_a_button_turns_its_own_command_s_page() -> None:
    assert [b.command for b in turning("saved", "0", "20")] == ["saved page:~0", "saved page:~20"]


@each_of("cursor", ["x", "-1", "1e3", "٣", "99999999999999999999999"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(UserError):
        page_of("abc", cursor, 2)


def test_a_list_that_became_shorter_says_so() -> None:
    with pytest.raises(UserError, match="shorter"):
        page_of("abc", "10", 2)
    assert page_of("", "", 2).items == ""
