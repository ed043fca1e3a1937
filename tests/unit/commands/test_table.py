"""The command table fits every platform and says what it does."""

from dataclasses import replace

import pytest

from bot.commands.handlers.help import LANGUAGE
from bot.commands.parsing import parse
from bot.commands.table import GROUPS, MAX_COMMANDS, TABLE, Kind, readme_table
from bot.commands.table.tree import groups_of, with_room
from bot.errors import UserError
from bot.query.parser import parse as parse_query
from bot.views import card
from tests.each_of import each_of

SECTION_8 = (
    "search subscribe unsubscribe list schedule settings preview now trending similar paper why save saved hide "
    "vote submit pause resume status export import help"
)


def test_the_table_has_every_command_of_the_design_once():
    names = [command.name for command in TABLE]
    assert set(SECTION_8.split()) <= set(names)
    assert len(set(names)) == len(names)


def test_a_new_command_is_a_row_though_the_trees_level_is_full():
    new = [replace(TABLE[0], name=f"new{n}") for n in range(20)]
    for more in range(1, 20):
        table = with_room([*new[:more], *TABLE])
        paths = [command.path for command in table if command.path]
        assert len({path[0] for path in paths}) <= MAX_COMMANDS
        assert len(set(paths)) == len(paths)
        assert set(groups_of(table)) == {path[0] for path in paths if len(path) > 1}
        assert ("help",) in paths
        for typed in ("new0 RAG", "more new18 RAG" if ("more", "new18") in paths else "search RAG"):
            assert parse(typed, table).arguments == {"query": "RAG"}
        (moved,) = (command for command in table if command.name == "export")
        assert parse(" ".join(moved.path), table).command is moved
        assert parse("export", table).command is moved


def test_a_tree_of_options_has_room_for_them_on_each_level():
    shown = [command for command in TABLE if command.path]
    top = {command.path[0] for command in shown}
    assert len(top) <= MAX_COMMANDS
    assert set(GROUPS) == {command.path[0] for command in TABLE if len(command.path) > 1}
    assert len({command.path for command in shown}) == len(shown)
    menus = {each.command.split()[0] for each in card.menu("x")}
    assert {command.name for command in TABLE if not command.path} <= menus, "what no tree has, a menu has"
    assert not set(GROUPS) & {command.name for command in TABLE}


@each_of("command", [c for c in TABLE if c.tree and c.path[1] != c.name])
def test_what_a_tree_has_under_another_name_can_be_typed_under_both(command):
    for typed in (command.name, " ".join(command.path), " ".join(command.path).upper()):
        assert parse(f"{typed} 2106.09685", TABLE).command is command


def test_a_group_alone_says_what_it_takes():
    with pytest.raises(
        UserError, match=r"undo takes one of: `undo save` \(unsave\), `undo hide` \(unhide\), `undo vote`"
    ):
        parse("undo", TABLE)


@each_of("command", TABLE)
def test_a_command_fits_discords_option_tree(command):
    assert command.name.isascii()
    assert command.name.islower()
    assert len(command.name) <= 32
    assert 0 < len(command.help) <= 100
    required = [p.required for p in command.parameters]
    assert required == sorted(required, reverse=True)
    for parameter in command.parameters:
        assert parameter.name.islower()
        assert len(parameter.name) <= 32
        assert 0 < len(parameter.help) <= 100
        assert len(parameter.choices) <= 25 or parameter.kind is not Kind.CHOICE
        assert (parameter.kind is Kind.INTEGER) == (parameter.most > 0)
        assert parameter.kind is not Kind.CHOICE or parameter.choices


@each_of("command", TABLE)
def test_every_example_is_a_call_of_its_command(command):
    for example in command.examples:
        assert parse(example, TABLE).command is command


@each_of("command", TABLE)
def test_only_changes_need_permission(command):
    assert command.changes or not command.setup


def test_the_readmes_table_has_a_row_for_each_command():
    rows = readme_table().splitlines()
    assert len(rows) == len(TABLE) + 2
    assert "| `schedule <HH:MM> [days] [zone]` | When the digest comes, in local time |" in rows
    assert all(row.replace("\\|", "").count("|") == 3 for row in rows)


@each_of("query", [query for query, _ in LANGUAGE])
def test_every_query_in_the_help_can_be_read(query):
    assert parse_query(query).text == query
