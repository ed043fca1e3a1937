"""Words that a renderer falls over: what is said arrives in its rich form, or the platform would be asked twice."""

import json
from datetime import UTC, datetime

from adapters.discord.render.messages import render
from adapters.slack.api.limits import MESSAGE_SIZE
from adapters.slack.render.messages import messages, surface
from bot.views.blocks import Bullets, Button, Buttons, Link, Moment, PaperCard, Paragraph, Text, View
from bot.views.whole import whole
from tests.each_of import each_of
from tests.fakes.slack_rules import refused, wrong_view

HALF = "\ud83d"  # half of a character, as a cut in the middle of one leaves it
EMPTIED = ["\x00\x01\x07", "\ud800", "\x7f\x80", " \x1f ", "\ud800\udbff"]


def card(title, **more):
    return PaperCard(id="arxiv:2611.00001", title=title, url="https://arxiv.org/abs/2611.00001", number=1, **more)


@each_of("items", [50, 100, 400])
@each_of("length", [40, 140, 900, 2_900])
def test_slack_takes_lists_of_many_links_whole(items, length):
    lines = tuple((Link(f"paper {n}", f"https://e.example/{n}/".ljust(length, "x")),) for n in range(items))
    found = messages(View((Bullets(lines, 1),), "many"))
    assert [refused(message) for message in found] == [""] * len(found)
    said = json.dumps(found)
    assert all(f'"paper {n}"' in said for n in range(items))


def test_slack_takes_a_line_of_thousands_of_pieces():
    line = tuple(Text("x", bold=n % 2 == 0) for n in range(5_000))
    found = messages(View((Paragraph(line), Bullets((line, line))), "many"))
    assert [refused(message) for message in found] == [""] * len(found)
    assert json.dumps(found).count('"text": "x"') == 15_000


def test_a_block_that_no_message_takes_becomes_its_words(monkeypatch):
    """Whatever a block may be made of one day, packing ends."""
    monkeypatch.setattr("adapters.slack.render.rich_text.UNIT_SIZE", 10 * MESSAGE_SIZE)
    monkeypatch.setattr("adapters.slack.render.blocks.UNIT_SIZE", 10 * MESSAGE_SIZE)
    lines = tuple((Link(f"paper {n}", f"https://e.example/{n}/".ljust(140, "x")),) for n in range(100))
    found = messages(View((Bullets(lines),), "many"))
    assert [refused(message) for message in found] == [""] * len(found)
    assert "paper 99" in json.dumps(found)


@each_of("title", EMPTIED)
@each_of("url", ["https://arxiv.org/abs/2611.00001", "javascript:alert(1)"])
@each_of("brief", [True, False])
def test_a_title_that_cleaning_empties_is_the_papers_id(title, url, brief):
    view = View((PaperCard(id="arxiv:2611.00001", title=title, url=url, number=1, brief=brief),), "one")
    (slack,) = messages(view)
    assert refused(slack) == ""
    assert "arxiv:2611.00001" in json.dumps(slack["blocks"])
    (discord,) = render(view)
    assert "components" in discord
    assert "arxiv:2611.00001" in str(discord["components"])


@each_of("plain", [True, False])
def test_half_a_character_anywhere_reaches_no_platform(plain):
    line = (
        Text(f"a{HALF}"),
        Link(f"b{HALF}", f"https://e.example/{HALF}"),
        Moment(datetime(2026, 1, 1, tzinfo=UTC), "UTC"),
    )
    button = Button(f"label{HALF}", f"search {HALF}x" + "long " * 40)
    blocks = (
        card(
            f"title{HALF}",
            summary=HALF,
            authors=(HALF, f"Ann{HALF}"),
            marks=f"m{HALF}",
            snippet=line,
            image=f"https://e.example/{HALF}",
        ),
        Paragraph(line),
        Bullets((line,)),
        Buttons((button,)),
    )
    view = View(blocks, f"summary{HALF}")
    for message in (*messages(view, plain=plain), *render(view, plain=plain)):
        json.dumps(message, ensure_ascii=False).encode("utf-8")
        assert HALF not in str(message)
    json.dumps(surface(view), ensure_ascii=False).encode("utf-8")
    assert wrong_view({"type": "home", "blocks": surface(view)}) == ""


def test_a_view_without_half_characters_is_the_same_object():
    view = View((card("Ünïcode 漢字 🧪", authors=("Ann",)), Paragraph((Text("words"),))), "summary")
    assert whole(view) is view
    assert whole(View((Paragraph((Text(f"a{HALF}b"),)),), "x")) == View((Paragraph((Text("ab"),)),), "x")
