"""What a search in plain words wants first."""

from bot.query.plain_words.wish import First, Wish, cites, lists, wish
from tests.each_of import each_of


@each_of(
    "typed",
    [
        "kites",
        "new view synthesis",
        "last layer retraining",
        "latest papers",
        "latest …",
        "🤗 this week",
        "latest | kites",
        "how do kites fly",
        "kites without boats",
        "not about kites",
        "kites but not",
        "a sentence that goes on for long but not for ever and a day",
    ],
)
def test_who_asks_for_something_wants_nothing_first(typed: str) -> None:
    assert wish(typed) is None


def test_the_paper_of_a_name_is_wanted_if_there_is_one() -> None:
    assert wish("the LoRA paper") == Wish("LoRA", named=True)
    assert wish("kite papers") == Wish("kite", named=True)
    assert wish("latest kite papers") == Wish("kite", First.NEWEST)


@each_of(
    "typed, span",
    [
        ("latest", "day"),
        ("this week's papers", "week"),
        ("best of the last 7 days", "week"),
        ("top 10 papers of the month", "month"),
        ("show me something", ""),
        ("last year's papers", ""),
        ("latest kites", ""),
        ('V* "Bench', ""),
        ("", ""),
    ],
)
def test_what_only_asks_for_a_list_asks_for_a_span(typed: str, span: str) -> None:
    assert lists(typed) == span


@each_of(
    "typed, does", [("most cited kites", True), ("kites that are cited", False), ('V* "Bench', False), ("", False)]
)
def test_whoever_asks_for_what_is_cited_most_does_so_first(typed: str, does: bool) -> None:
    assert cites(typed) == does
