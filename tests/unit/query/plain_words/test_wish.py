"""What a search in plain words wants first."""

from bot.query.plain_words.wish import First, Wish, cites, lists, wish
from tests.each_of import each_of


@each_of(
    "typed, about, first",
    [
        ("latest papers on mixture of experts", "mixture of experts", First.NEWEST),
        ("what's new in kites?", "kites", First.NEWEST),
        ("kite papers this week", "kite", First.NEWEST),
        ("papers from last month about kites", "kites", First.NEWEST),
        ("recent advances in kites", "kites", First.NEWEST),
        ("most upvoted papers on kites", "kites", First.UPVOTED),
        ("arxiv papers on kites", "kites", None),
        ("kites but not boats", "kites -boats", None),
        ("papers on kites, except for boats in storms", 'kites -"boats in storms"', None),
        ("kites excluding boats", "kites -boats", None),
        ("latest papers about kites but not about boats", "kites -boats", First.NEWEST),
        ("kites and not boats?", "kites -boats", None),
    ],
)
def test_what_is_wanted_first_is_read_before_and_behind_what_it_is_about(
    typed: str, about: str, first: First | None
) -> None:
    assert wish(typed) == Wish(about, first)


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
