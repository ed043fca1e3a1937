"""Paper text stays literal in Discord's markdown."""

from adapters.discord.api import limits
from adapters.discord.render import escape
from adapters.discord.render.rich_text import folded, literal, markdown
from bot.views.blocks import Link, Moment, Text
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tools.gallery.markdown_html import to_html


@each_of(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("*bold* _it_ ~~no~~", r"\*bold\* \_it\_ \~\~no\~\~"),
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("`code` ```fence```", r"\`code\` \`\`\`fence\`\`\`"),
        ("[free](https://evil.example)", r"\[free\](https\://evil.example)"),
        ("https://evil.example", r"https\://evil.example"),
        ("HTTP://EVIL", r"HTTP\://EVIL"),
        ("<@123> <@&5> <#9> </papers:1> <t:5:R> <:e:1>", r"\<@123> \<@&5> \<#9> \</papers:1> \<t:5:R> \<:e:1>"),
        ("@everyone @HERE", "@\u200beveryone @\u200bHERE"),
        ("me@everyone.org a@b.c", "me@\u200beveryone.org a@b.c"),
        ("# head", r"\# head"),
        ("-# small", r"\-# small"),
        ("> quote", r"\> quote"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("C# and 2.5x", "C# and 2.5x"),
        (r"back\slash", r"back\\slash"),
        ("two\nlines\u2028three", "two lines three"),
        ("\u202eevil\u202c\x00\x07", "evil"),
        ("half \ud83d pair", "half � pair"),
        ("👩‍🔬 مرحبا 你好", "👩‍🔬 مرحبا 你好"),
        ("", ""),
    ],
)
def test_text_is_escaped(text: str, shown: str) -> None:
    assert shown == escape.escape(text)


@each_of(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("http://a.example/x_(y)", "http://a.example/x%5Fx".replace("x%5Fx", "x%5F%28y%29")),
        ('https://a.example/" onclick', "https://a.example/%22%20onclick"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("https://[broken", ""),
        ("https://a.example/" + "x" * 2_000, ""),
        ("https://a.example/é", "https://a.example/%C3%A9"),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, safe: str) -> None:
    assert safe == escape.web_address(url)


def test_a_link_without_an_address_is_its_text() -> None:
    assert escape.link("a [b]", "ftp://x") == r"a \[b\]"
    assert escape.link("a [b]", "https://x.example") == r"[a \[b\]](https://x.example)"


def test_a_fence_cannot_be_closed_from_inside() -> None:
    inside = escape.fence("a\n```\n@everyone")
    assert inside.count("```") == 2


def test_code_in_a_line_keeps_no_backquote() -> None:
    assert escape.code("a`b") == "`` aˋb ``"
    assert escape.code(" ") == ""


def test_marks_stand_outside_the_words_and_spaces_outside_the_marks() -> None:
    assert markdown((Text("Training a "), Text(" low ", mark=True), Text("x", bold=True, italic=True))) == (
        "Training a  **low** ***x***"
    )


def test_a_moment_shows_every_reader_their_own_time() -> None:
    now = FakeClock().now()
    assert markdown((Moment(now, "Asia/Tokyo"),)) == f"<t:{int(now.timestamp())}:f>"
    assert literal((Moment(now, "Asia/Tokyo"), Text("!"))) == "2026-11-20 09:00 UTC!"


def test_a_long_line_is_folded_between_words_and_loses_none() -> None:
    words = [f"word{n}" for n in range(2_000)]
    lines = folded((Text(" ".join(words)), Link("end", "https://x.example")), 500)
    assert all(limits.weight(line) <= 500 for line in lines)
    assert " ".join(lines).replace("[end]", " ").split()[:2_000] == words


def test_a_long_word_of_special_characters_is_folded_too() -> None:
    lines = folded((Text("*" * 3_000),), 500)
    assert "".join(lines) == r"\*" * 3_000


def test_lengths_are_counted_as_the_heavier_of_two_ways() -> None:
    assert limits.weight("a😀") == 3
    assert limits.clip("😀" * 10, 9) == "😀" * 4 + "…"
    assert limits.clip("some words that go on", 16) == "some words that…"


def test_the_gallery_shows_what_discord_would() -> None:
    hostile = "<script> *a* [x](https://y.example) @everyone"
    assert to_html(escape.escape(hostile)).replace("\u200b", "") == (
        "<p>&lt;script&gt; *a* [x](https://y.example) @everyone</p>"
    )
