"""Half characters leave a view; everything else stays as it was."""

from bot.views.blocks import Bullets, PaperCard, Text, View
from bot.views.whole import whole


def test_half_characters_are_left_out_wherever_they_are():
    card = PaperCard(id="a", title="b\ud800", url="", authors=("c\udfff", "d"))
    view = View((card, Bullets(((Text("\ud83de"),),))), "f")
    assert whole(view) == View(
        (PaperCard(id="a", title="b", url="", authors=("c", "d")), Bullets(((Text("e"),),))), "f"
    )


def test_what_has_none_is_the_same_object():
    view = View((PaperCard(id="a", title="ü 🧪", url="", authors=("é",)),), "f")
    assert whole(view) is view
    assert whole("plain") == "plain"
    assert whole(None) is None
