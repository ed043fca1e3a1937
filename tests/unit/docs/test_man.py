"""The man page is made from the command line as it is."""

import re

import pytest

from bot.commands.table import TABLE
from docs.man import PAGE, man

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_it_is_the_one_that_the_code_makes():
    assert PAGE.read_text(encoding="utf-8") == man(), "run: make docs"


def test_it_has_every_command_of_the_table_and_no_stray_request():
    page = man()
    assert [c.name for c in TABLE if not re.search(rf"^\.B {c.name}\b", page, re.MULTILINE)] == []
    known = ("TH", "SH", "TP", "B ", "I ", "RS", "RE", '\\"')
    assert [line for line in page.splitlines() if line.startswith(".") and not line[1:].startswith(known)] == []
