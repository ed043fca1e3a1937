"""Views as plain data: everything that a view says, in what JSON can hold."""

import json

from bot.views.as_data import as_data
from bot.views.blocks import Heading, Note, PaperCard, Tone, View, plain
from tests.each_of import each_of
from tests.golden.terminal.views import views


@each_of("name", sorted(views()))
def test_every_view_is_data(name):
    view = views()[name]
    data = json.loads(json.dumps(as_data(view)))
    assert data["summary"] == view.summary
    assert [block["kind"] for block in data["blocks"]] == [type(block).__name__ for block in view.blocks]
    cards = [block for block in view.blocks if isinstance(block, PaperCard)]
    assert [b["title"] for b in data["blocks"] if b["kind"] == "PaperCard"] == [card.title for card in cards]


def test_a_tone_is_a_word_and_a_line_its_parts():
    data = as_data(View((Heading("A"), Note(plain("b"), Tone.WARNING)), "a"))
    assert data["blocks"][1]["tone"] == "warning"
    assert data["blocks"][1]["line"][0]["text"] == "b"
