"""Sentences that name a command: shown as people type it where they are, never taken from somebody's words."""

from bot.commands.table import TABLE
from bot.views.blocks import Text, Typed
from bot.views.card import quoted
from bot.views.hints import COMMANDS, hinted, literal, spoken


def test_the_commands_are_those_of_the_table():
    assert {command.name for command in TABLE} == COMMANDS


def test_a_command_is_told_from_the_words_around_it():
    assert hinted("Type `save` with a paper, or /papers list.") == (
        Text("Type "),
        Typed("save"),
        Text(" with a paper, or "),
        Typed("list"),
        Text("."),
    )
    assert hinted("Such as `pause until friday`.") == (
        Text("Such as "),
        Typed("pause", "until friday"),
        Text("."),
    )


def test_what_is_no_command_is_code_and_a_sentence_without_any_stays_whole():
    assert hinted("ask `paperboy doctor`") == (Text("ask "), Text("paperboy doctor", code=True))
    assert hinted("Nothing new.") == (Text("Nothing new."),)
    assert hinted("") == ()


def test_where_there_are_words_alone_it_is_what_one_types():
    assert spoken("Type `resume`, then /papers now.") == "Type /papers resume, then /papers now."


def test_somebodys_words_name_no_command():
    for words in ("`now`", "/papers now", "a `b` c"):
        assert not any(isinstance(part, Typed) or part.code for part in hinted(literal(words)))
    assert hinted(quoted("On `now` and /papers unsubscribe")) == (Text("“On 'now' and /papers\u00a0unsubscribe”"),)
