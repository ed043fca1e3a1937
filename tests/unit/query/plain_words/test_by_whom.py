"""Names in plain words, and what is asked of whoever has them."""

from bot.query.plain_words.by_whom import by_whom
from bot.query.plain_words.ways import WAYS, Way, ways
from tests.each_of import each_of


@each_of(
    "typed, name, about, said",
    [
        ("papers by Yann LeCun", "Yann LeCun", "", "by"),
        ("what is the latest by yann lecun?", "yann lecun", "", "by"),
        ("Robots that learn by Yann LeCun", "Yann LeCun", "Robots learn", "by"),
        ("best papers from Acme this year", "Acme", "", "from"),
        ("papers by Yann LeCun about robots", "Yann LeCun", "robots", "by"),
        ("latest from Acme on robots", "Acme", "robots", "from"),
        ("kites by Acme last week", "Acme", "kites", "by"),
        ("Yann LeCun's latest papers", "Yann LeCun", "", "by"),
        ("show me Yann LeCun’s papers", "Yann LeCun", "", "by"),
        ("Yann LeCun", "Yann LeCun", "", ""),
        ('"Yann LeCun"', "Yann LeCun", "", ""),
        ("lecun", "lecun", "", ""),
        ("Yann LeCun robots", "Yann LeCun", "robots", ""),
        ("robots of Yann LeCun", "Yann LeCun", "robots", ""),
        ("lecun robots", "lecun", "robots", ""),
        ("Yann LeCun's work on robots", "Yann LeCun", "robots", "by"),
        ("yann lecun's lab", "yann lecun", "", "by"),
        ("everything by Yann LeCun except robots", "Yann LeCun", "-robots", "by"),
        ("Yann LeCun -robots", "Yann LeCun", "-robots", ""),
        ("papers by LeCun, Xie", "LeCun and Xie", "", "by"),
        ("learning robots LeCun", "LeCun", "learning robots", ""),
    ],
)
def test_a_name_is_found_with_what_is_asked_beside_it(typed: str, name: str, about: str, said: str) -> None:
    assert (name, about, said) in [(each.name, each.about, each.said) for each in by_whom(typed)]


@each_of(
    "typed",
    [
        "a | b",
        "title:kites",
        "-survey kites",
        "(kites boats)",
        "2501.12948",
        "today's papers",
        "…",
        "papers from last week about kites",
        "LLM's",
        "LLM's reasoning",
        "papers not by nvidia",
    ],
)
def test_nobody_is_named_in_a_query_or_in_what_only_asks(typed: str) -> None:
    assert [each for each in by_whom(typed) if each.said] == []


@each_of("way", WAYS)
def test_every_way_reads_its_own_example(way: Way) -> None:
    assert [*by_whom(way.example)]
    if not way.example.startswith(("author:", "@")):  # those are pieces of a query first
        assert way in [found.way for found in ways(way.example.split())]


def test_behind_from_an_organization_is_likelier_and_behind_by_a_person() -> None:
    assert first("robots from Acme") == ['robots org:"Acme"', 'robots author:"Acme"']
    assert first("robots by Acme") == ['robots author:"Acme"', 'robots org:"Acme"']


def test_of_two_names_what_both_have_written_is_asked_for() -> None:
    both = 'author:"Kaiming He" author:"Saining Xie"'
    assert first("papers by Kaiming He and Saining Xie")[0] == both
    assert first("Kaiming He and Saining Xie")[0] == both
    assert first("papers by Kaiming He, Saining Xie")[0] == both
    assert first("Kaiming He & Saining Xie")[0] == both
    assert first('"Kaiming He" "Saining Xie"')[0] == both
    assert first("Kaiming He or Saining Xie")[0] == '(author:"Kaiming He" | author:"Saining Xie")'


def first(text: str) -> list[str]:
    return list(next(by_whom(text)).queries)
