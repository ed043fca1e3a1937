"""Views at the terminal: golden texts, and whatever a text holds stays text."""

import re
import unicodedata
from dataclasses import fields
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from adapters.terminal.render import to_text
from adapters.terminal.safe import safe, safe_lines, safe_url
from bot.views.blocks import Block, Heading, Link, Note, PaperCard, Paragraph, Text, Tone, View, plain
from tests.each_of import each_of
from tests.golden.terminal.texts import texts
from tests.golden.terminal.views import everything, hostile

GOLDEN = Path(__file__).parents[2] / "golden" / "terminal"
OURS = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;;[^\x1b\x07]*\x1b\\")  # colours and links, as Rich writes them
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def test_every_golden_text_is_as_it_was():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(texts())


@each_of("name", sorted(texts()))
def test_a_view_is_printed_as_its_golden_text(name):
    assert texts()[name] == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_golden_view_has_every_block():
    assert {type(block) for block in everything().blocks} == set(get_args(Block))


@each_of("colour", [True, False])
@each_of("width", [40, 100])
def test_hostile_text_gives_the_terminal_nothing_to_obey(colour, width):
    printed = to_text(hostile(), width, colour=colour)
    assert not OBEYED.findall(OURS.sub("", printed))
    for link in re.findall(r"\x1b\]8;;([^\x1b\x07]*)\x1b\\", printed):
        assert not link or link.startswith("https://e.example/")


def test_rich_markup_and_emoji_codes_stay_as_they_were_written():
    printed = to_text(View((Paragraph(plain("[bold]x[/bold] [link=y]z[/link] :smile:")),), ""), 80, colour=True)
    assert "[bold]x[/bold] [link=y]z[/link] :smile:" in printed


@each_of("address", ["javascript:alert(1)", "file:///etc/passwd", "", "https://a b", "\x1b]8;;https://x"])
def test_a_link_leads_only_to_the_web(address):
    assert safe_url(address) == ""
    assert "\x1b]8" not in to_text(View((Paragraph((Link("there", address),)),), ""), 80, colour=True)


def test_a_link_to_the_web_can_be_followed_where_there_is_colour():
    view = View((Paragraph((Link("there", "https://arxiv.org/abs/1"),)),), "")
    assert "\x1b]8;;https://arxiv.org/abs/1\x1b\\" in to_text(view, 80, colour=True)
    assert to_text(view, 80, colour=False) == "there\n"


def test_the_same_view_gives_the_same_text():
    assert to_text(everything(), 80, colour=True) == to_text(everything(), 80, colour=True)


def test_lines_of_a_file_stay_lines():
    assert safe_lines("a\tb\r\nc\x1bd") == "a b\ncd"


@given(st.text(), st.integers(20, 120))
def test_any_text_is_printed_within_the_width_and_keeps_its_letters(text, width):
    card = PaperCard(id="arxiv:1", title=text, url="https://e.example", number=1, summary=text, why=text)
    view = View((Heading(text), Note(plain(text), Tone.ERROR), Paragraph((Text(text, bold=True),)), card), text)
    printed = to_text(view, width, colour=False)
    assert not OBEYED.findall(printed)
    assert all(cell_len(line) <= width for line in printed.splitlines())
    letters = {c for c in safe(text) if unicodedata.category(c)[0] in "LN" and c.isascii()}
    assert letters <= set(printed)


def test_a_card_has_no_part_that_the_terminal_forgets():
    shown = {"number", "title", "url", "authors", "organization", "upvotes", "listed", "code_url", "stars", "id"}
    shown |= {"why", "summary", "abstract", "snippet", "community", "brief", "marks"}
    drown = {"buttons", "menu", "links", "image"}  # a shell line for each would drown it
    assert {field.name for field in fields(PaperCard)} - shown == drown
