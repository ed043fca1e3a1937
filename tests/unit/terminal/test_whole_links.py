"""Addresses are whole at any width, with colour and without."""

from adapters.terminal.render import to_text
from bot.views.blocks import Bullets, Code, Facts, Heading, Link, Note, Paragraph, Text, Tone, View, plain
from tests.each_of import each_of

LINK = "https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands&permissions=274878008320"
BLOCKS = (
    Heading(f"At {LINK}"),
    Paragraph(plain(f"See {LINK}, and {LINK}x.")),
    Bullets((plain(LINK), (Text("code: "), Link(LINK, LINK)))),
    Facts((("Code", plain(LINK)),)),
    Note((Text("Discord invite link", bold=True), Text(f"  {LINK}")), Tone.INFO),
    Code(LINK),
)


@each_of("colour", [False, True])
@each_of("width", [12, 40, 80, 120, 300])
@each_of("block", BLOCKS)
def test_a_long_address_is_on_one_line(block, width, colour):
    assert LINK in to_text(View((block,), ""), width, colour=colour)


def test_what_ends_a_sentence_is_no_part_of_it():
    text = to_text(View((Paragraph(plain(f"See {LINK}, and {LINK}x.")),), ""), 40, colour=False)
    assert f"{LINK}," in text
    assert f"{LINK}x." in text


def test_text_that_looks_like_a_stand_in_is_shown_as_it_is():
    text = to_text(View((Paragraph(plain("\u29977\u2998 and \u2997x\u2998")),), ""), 80, colour=False)
    assert "\u29977\u2998 and \u2997x\u2998" in text


def test_tones_and_layout_stay():
    view = View((Note(plain("well"), Tone.GOOD), Note(plain("wrong"), Tone.ERROR)), "")
    assert to_text(view, 80, colour=False) == "✓  well\n✗  wrong\n"
