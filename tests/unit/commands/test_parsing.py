"""Text after /papers -> a call, and back."""

import pytest

from bot.commands.context import AskBackError
from bot.commands.parsing import MAX_TEXT, Call, clean, given, parse
from bot.commands.table import TABLE
from bot.errors import UserError
from tests.each_of import each_of

CASES = [
    ("search diffusion models", "search", {"query": "diffusion models"}),
    ("  SEARCH   diffusion   models ", "search", {"query": "diffusion   models"}),
    ("/papers search x", "search", {"query": "x"}),
    ("search “low-rank adaptation”", "search", {"query": '"low-rank adaptation"'}),
    ("“search” lora", "search", {"query": "lora"}),
    ("search: lora", "search", {"query": "lora"}),
    ("\u200bsearch lora", "search", {"query": "lora"}),
    ("search page:3 of the book", "search", {"query": "page:3 of the book"}),
    ("search lora page:~10.5-a_B", "search", {"query": "lora", "page": "10.5-a_B"}),
    ("search\nlora\n", "search", {"query": "lora"}),
    ("subscribe RAG, 扩散模型", "subscribe", {"query": "RAG, 扩散模型"}),
    ("unsubscribe *", "unsubscribe", {"query": "*"}),
    (
        "schedule 9:30 weekdays Europe/Paris",
        "schedule",
        {"at": "9:30", "days": "weekdays", "zone": "Europe/Paris"},
    ),
    (
        "schedule Europe/Paris at 9 am on Mon, Wed",
        "schedule",
        {"at": "9am", "days": "Mon, Wed", "zone": "Europe/Paris"},
    ),
    ("schedule 09:00 mon,wed", "schedule", {"at": "09:00", "days": "mon,wed"}),
    ("schedule mon to fri", "schedule", {"days": "mon to fri"}),
    ("schedule New York", "schedule", {"zone": "New York"}),
    ("schedule 25:99", "schedule", {"at": "25:99"}),
    ("schedule", "schedule", {}),
    (
        "settings picks 5 layout Compact empty silent sources huggingface, arxiv upvotes 10 changes managers",
        "settings",
        {
            "picks": "5",
            "layout": "compact",
            "empty": "silent",
            "sources": "huggingface, arxiv",
            "upvotes": "10",
            "changes": "managers",
        },
    ),
    ("settings picks=5, layout: cards", "settings", {"picks": "5", "layout": "cards"}),
    ("settings discord.role 1234", "settings", {"discord.role": "1234"}),
    ("settings", "settings", {}),
    ("pause", "pause", {}),
    ("pause until friday", "pause", {"until": "until friday"}),
    ("trending WEEK", "trending", {"span": "week"}),
    ("saved page:~10", "saved", {"page": "10"}),
    ("saved bibtex", "saved", {"format": "bibtex"}),
    ("list", "list", {}),
    ("", "help", {}),
    ("   ", "help", {}),
    ("/papers", "help", {}),
    ("help queries", "help", {"topic": "queries"}),
    ('import {"a": "b"}', "import", {"json": '{"a": "b"}'}),
    (
        "paper <https://arxiv.org/abs/2106.09685|link>",
        "paper",
        {"paper": "<https://arxiv.org/abs/2106.09685|link>"},
    ),
]


@each_of(("text", "command", "arguments"), CASES)
def test_a_typed_text_becomes_the_call_that_was_meant(text, command, arguments):
    call = parse(text, TABLE)
    assert (call.command.name, dict(call.arguments)) == (command, arguments)


@each_of(("text", "command", "arguments"), CASES)
def test_a_call_written_as_text_parses_to_itself(text, command, arguments):
    call = parse(text, TABLE)
    assert parse(call.text, TABLE) == call


@each_of(
    ("text", "sentence"),
    [
        ("list everything please", "stands alone"),
        ("search", "`search` needs"),
        ("settings picks", "picks needs a value"),
        ("settings picks many", "from 1 to 25"),
        ("settings picks 26", "from 1 to 25"),
        ("settings picks -1", "from 1 to 25"),
        ("settings picks 2.5", "from 1 to 25"),
        ("settings layout card", "Did you mean cards?"),
        ("settings pick 3", "Did you mean picks?"),
        ("settings discord.role 1 2", "one too many"),
        ("trending year", "one of day, week, month"),
        ("search lora page:~../../etc", "no longer says which page"),
        ("search lora page:~", "no longer says which page"),
        ("saved pdf", "one of bibtex, csv, json"),
        ("x" * (MAX_TEXT + 1), "at most 100,000"),
    ],
)
def test_what_a_command_does_not_take_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(UserError, match=sentence):
        parse(text, TABLE)


def test_an_unknown_command_offers_the_closest_one_and_a_search_in_one_click():
    with pytest.raises(AskBackError, match="Did you mean search") as raised:
        parse("serach lora", TABLE)
    assert [b.command for b in raised.value.buttons] == ["search lora", "search serach lora", "help"]


@each_of(
    "typed, offered",
    [
        ("find diffusion", "search diffusion"),
        ("follow diffusion", "subscribe diffusion"),
        ("mute 1w", "pause 1w"),
        ("stop", "pause"),
        ("time 8:30", "schedule 8:30"),
        ("today", "trending"),
        ("digest", "now"),
        ("popular diffusion papers", "search trending diffusion papers"),
    ],
)
def test_other_words_for_a_command_offer_it_with_what_it_takes(typed, offered):
    with pytest.raises(AskBackError, match="Did you mean") as raised:
        parse(typed, TABLE)
    assert raised.value.buttons[0].command == offered


@each_of("word", ["find", "stop", "time"])
def test_a_word_said_thousands_of_times_is_an_answer_like_any_other(word):
    with pytest.raises(AskBackError):
        parse(f"{word} " * 20_000, TABLE)


def test_no_word_stands_for_two_commands():
    words = [word for command in TABLE for word in (*command.path[:1], *command.known_as.split())]
    assert [
        word for word in set(words) if words.count(word) > 1 and not any(c.path[:1] == (word,) for c in TABLE)
    ] == []


def test_a_query_without_a_command_offers_the_search():
    with pytest.raises(AskBackError, match="no command “diffusion”") as raised:
        parse("diffusion models", TABLE)
    assert [b.command for b in raised.value.buttons] == ["search diffusion models", "help"]


def test_the_offer_of_a_long_text_stays_within_a_buttons_limit():
    with pytest.raises(AskBackError) as raised:
        parse("nonsense " * 1000, TABLE)
    assert [b.command for b in raised.value.buttons] == ["help"]


@each_of(
    ("command", "arguments", "expected"),
    [
        ("schedule", {"at": "9:30", "zone": "Europe/Paris", "days": ""}, {"at": "9:30", "zone": "Europe/Paris"}),
        ("settings", {"picks": "05", "discord.role": "12"}, {"picks": "5", "discord.role": "12"}),
        ("search", {"query": "“lora”", "page": "3"}, {"query": '"lora"', "page": "3"}),
    ],
)
def test_typed_options_are_checked_as_text_is(command, arguments, expected):
    assert dict(given(command, arguments, TABLE).arguments) == expected


@each_of(
    ("command", "arguments", "sentence"),
    [
        ("search", {"nonsense": "x", "query": "y"}, "takes no 'nonsense'"),
        ("search", {}, "`search` needs"),
        ("list", {"page": "a b"}, "no longer says"),
        ("pause", {"page": "1"}, "takes no 'page'"),
        ("nothing", {}, "no command"),
        ("search", {"query": "x" * (MAX_TEXT + 1)}, "too long"),
    ],
)
def test_options_that_the_table_does_not_have_are_refused(command, arguments, sentence):
    with pytest.raises(UserError, match=sentence):
        given(command, arguments, TABLE)


def test_half_surrogates_and_control_characters_become_harmless():
    assert clean("a\ud800b\x00c\x1bd\te") == "a?b c d\te"


def test_a_calls_text_leaves_out_what_was_not_given():
    command = next(c for c in TABLE if c.name == "settings")
    assert Call(command, {"layout": "cards"}).text == "settings layout cards"


@each_of("text", ["hello", "Hi there!", "/papers hey :wave:", ":wave:", "👋", "thanks", "Good morning, Paperboy"])
def test_a_greeting_is_answered_with_what_can_be_typed(text):
    assert parse(text, TABLE).command.name == "help"


@pytest.mark.parametrize(
    "text",
    ["hey, what can you do?", "hello paperboy how are you doing today", "what can you do", "how do I use this?"],
)
def test_a_question_about_paperboy_is_answered_with_what_can_be_typed(text):
    assert parse(text, TABLE).command.name == "help"


def test_what_follows_a_greeting_may_be_a_command():
    assert parse("hey paperboy, search rag", TABLE).command.name == "help"
    assert parse("hi search rag", TABLE).text == "search rag"


def test_a_question_about_papers_is_offered_as_a_search():
    with pytest.raises(UserError, match="no command “what”"):
        parse("what is RAG?", TABLE)


def test_a_word_that_greets_means_itself_elsewhere():
    assert parse("search hello", TABLE).command.name == "search"
    with pytest.raises(AskBackError, match="no command “hello”"):
        parse("hello world models", TABLE)
