"""Any view becomes messages within every limit of Slack's, paper text literal; the gallery is golden."""

import html
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.api import limits
from adapters.slack.render.escape import clip, escape, pieces, web_address, width
from adapters.slack.render.messages import messages, surface
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Facts,
    File,
    Heading,
    Link,
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    View,
    plain,
)
from tests.fakes.slack_rules import refused, wrong_view
from tools.gallery.slack import as_json, as_page, gallery, rendered

GOLDEN = Path(__file__).parents[2] / "golden" / "slack"
HOSTILE = (
    "<!channel> <@U012AB3CD> <#C1> <https://evil.test|click>",
    "*bold* _it_ ~no~ `code` ```block``` > quote",
    ":smile: Secure::Key::HSM :+1::skin-tone-2:",
    "& &amp; &lt; <b>x</b>",
    "\u202e\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u2066mixed\u2069",
    r"$\alpha$ \textit{x} G_{stack}",
    "\x00\x07\ud800\uffff",
    "漢字" * 40,
    "🧪" * 40,
    "",
    " ",
    "\n\n",
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec=None), max_size=60),
    st.builds(lambda text, times: text * times, st.sampled_from(HOSTILE), st.integers(1, 120)),
)
URLS = st.one_of(
    st.sampled_from(
        ["https://arxiv.org/abs/2401.1", "javascript:alert(1)", "http://[bad", "https://a.test/" + "x" * 4000]
    ),
    TEXTS,
)
INLINES = st.one_of(
    st.builds(Text, TEXTS, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    st.builds(Link, TEXTS, URLS),
    st.just(Moment(datetime(2026, 11, 20, tzinfo=UTC), "Europe/Paris")),
)
LINES = st.lists(INLINES, max_size=6).map(tuple)
BUTTONS = st.lists(
    st.builds(Button, TEXTS, st.one_of(TEXTS, st.just("x" * 1_500)), st.sampled_from(ButtonStyle)), max_size=30
).map(tuple)
CARDS = st.builds(
    PaperCard,
    id=st.just("arxiv:2401.00001"),
    title=TEXTS,
    url=URLS,
    number=st.integers(0, 200),
    authors=st.lists(TEXTS, max_size=30).map(tuple),
    summary=TEXTS,
    abstract=TEXTS,
    upvotes=st.integers(0, 10**6),
    code_url=URLS,
    stars=st.integers(0, 10**6),
    listed=st.one_of(st.none(), st.just(date(2026, 11, 20))),
    why=TEXTS,
    snippet=LINES,
    organization=TEXTS,
    community=st.booleans(),
    brief=st.booleans(),
    buttons=BUTTONS,
)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXTS),
    st.builds(Paragraph, LINES),
    st.builds(Bullets, st.lists(LINES, max_size=30).map(tuple), st.one_of(st.none(), st.integers(0, 50))),
    st.builds(Facts, st.lists(st.tuples(TEXTS, LINES), max_size=10).map(tuple)),
    st.builds(Note, LINES, st.sampled_from(Tone)),
    st.builds(Code, TEXTS),
    st.builds(Buttons, BUTTONS),
    CARDS,
    st.builds(File, TEXTS, TEXTS, TEXTS),
    st.just(ThreadBreak()),
)
VIEWS = st.builds(View, st.lists(BLOCKS, max_size=25).map(tuple), TEXTS)


def strings(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a payload."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(VIEWS)
def test_any_view_of_any_papers_is_taken_by_slack_whole(view: View) -> None:
    for message in [*messages(view), *messages(view, plain=True)]:
        assert refused(message) == ""
        assert not {"<", ">"} & set(message["text"])
        assert all(part.get("type") != "mrkdwn" for part in strings(message))
        assert message["mrkdwn"] is False
        json.dumps(message, ensure_ascii=False).encode()


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(VIEWS)
def test_any_view_fits_a_modal(view: View) -> None:
    assert wrong_view({"type": "home", "blocks": surface(view)}) == ""


def card(**more: Any) -> PaperCard:
    made: dict[str, Any] = {"id": "arxiv:1", "title": "A title", "url": "https://a.test/", "number": 1} | more
    return PaperCard(**made)


def only(view: View, **more: bool) -> dict[str, Any]:
    (message,) = messages(view, **more)
    return message


@pytest.mark.parametrize("text", HOSTILE[:6])
def test_a_title_stays_literal_in_its_link_and_in_the_fallback(text: str) -> None:
    message = only(View((card(title=text),), "1 paper"))
    link = next(part for part in strings(message) if part.get("type") == "link")
    assert link["text"] == text.strip()
    assert text.strip() in html.unescape(message["text"])


def test_emoji_names_stay_names_where_only_text_is_sent() -> None:
    message = only(View((card(title="Secure::Key::HSM :smile:"),), "1 paper"), plain=True)
    assert ":smile:" not in message["text"]
    assert ":smile:" in message["text"].replace("\u200b", "")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.test", "//a.test", "https://", "not one"]
)
def test_only_web_addresses_are_links(url: str) -> None:
    view = View((card(url=url, code_url=url), Paragraph((Link("here", url),))), "x")
    assert all(part.get("type") != "link" for part in strings(only(view)))


def test_a_card_says_who_what_when_and_why_in_one_block() -> None:
    made = card(
        authors=("Ada", "Emmy", "Alan", "Grace", "Kurt"),
        summary="It works.",
        upvotes=1234,
        code_url="https://github.com/a/b",
        stars=56,
        listed=date(2026, 11, 20),
        why="matched “rag” in title",
        organization="Acme",
        community=True,
        buttons=(Button("Save", "save arxiv:1"),),
    )
    message = only(View((made,), "1 paper"))
    assert message["text"] == (
        "1 paper\n1. A title (https://a.test/)\nAda, Emmy, Alan and 2 more · Acme · 20 Nov 2026\nIt works.\n"
        "▲ 1,234 · code ★ 56 (https://github.com/a/b) · submitted by your team · matched “rag” in title"
    )
    assert [block["type"] for block in message["blocks"]] == ["rich_text", "actions"]


def test_a_digest_of_five_cards_is_one_message() -> None:
    names = ("save", "hide", "similar", "why", "vote")
    buttons = tuple(Button(name, f"{name} arxiv:2401.00001") for name in names)
    made = card(authors=("Ada Lovelace",) * 9, summary="s" * 280, why="matched “rag”", upvotes=9, buttons=buttons)
    view = View((made,) * 5, "5 papers")
    assert len(messages(view)) == 1


def test_one_line_papers_share_a_block_and_a_menu() -> None:
    made = card(brief=True, why="rag", buttons=(Button("Save", "save arxiv:1"), Button("Hide", "hide arxiv:1")))
    message = only(View((made, made), "2 papers"))
    text, menu = message["blocks"]
    assert text["type"] == "rich_text"
    (select,) = menu["elements"]
    assert [o["value"] for group in select["option_groups"] for o in group["options"]] == [
        "save arxiv:1",
        "hide arxiv:1",
    ] * 2


def test_what_follows_a_break_is_marked_for_the_thread() -> None:
    view = View((Heading("a"), ThreadBreak(), Heading("b"), ThreadBreak(), Heading("c")), "x")
    assert [message.get("thread", False) for message in messages(view)] == [False, True, True]


def test_a_command_that_would_be_cut_is_no_button() -> None:
    view = View((Buttons((Button("Long", "x" * (limits.BUTTON_VALUE + 1)), Button("Whole", "x"))),), "x")
    assert [e["text"]["text"] for e in only(view)["blocks"][0]["elements"]] == ["Whole"]


def test_an_abstract_of_any_length_is_shown_whole() -> None:
    words = " ".join(f"word{number}" for number in range(3_000))
    parts = [
        part for message in messages(View((card(abstract=words),), "x")) for part in strings(message["blocks"])
    ]
    found = "".join(part["text"] for part in parts if part.get("type") == "text")
    assert words in found


def test_a_long_list_keeps_counting() -> None:
    view = View((Bullets(tuple(plain("x" * 600) for _ in range(20)), start=5),), "x")
    offsets = [part["offset"] for message in messages(view) for part in strings(message) if "offset" in part]
    assert offsets[0] == 4
    assert offsets == sorted(set(offsets))


def test_each_reader_sees_their_own_time() -> None:
    moment = Moment(datetime(2026, 11, 20, 8, tzinfo=UTC), "Europe/Paris")
    date_part = next(p for p in strings(only(View((Paragraph((moment,)),), "x"))) if p.get("type") == "date")
    assert date_part["timestamp"] == 1795161600
    assert date_part["fallback"] == "Fri 20 Nov 2026, 09:00 (Europe/Paris)"


def test_a_view_without_anything_is_still_a_message() -> None:
    assert messages(View((), "")) == [{"text": "…", "mrkdwn": False}]


@pytest.mark.parametrize(
    ("text", "most", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("🧪🧪", 3, "🧪…"), ("", 1, "")]
)
def test_cutting_counts_as_slack_does(text: str, most: int, shown: str) -> None:
    assert clip(text, most) == shown
    assert width(shown) <= most


def test_pieces_lose_nothing() -> None:
    text = "🧪 word " * 500 + "x" * 700
    found = list(pieces(text, 100))
    assert "".join(found) == text
    assert max(map(width, found)) <= 100


def test_escaping_does_the_ampersand_first() -> None:
    assert escape("&lt; <b>") == "&amp;lt; &lt;b&gt;"


def test_a_web_address_may_have_what_addresses_have() -> None:
    assert web_address("https://a.test/p?q=1&r=%20#x") == "https://a.test/p?q=1&r=%20#x"


@pytest.mark.parametrize("name", sorted(rendered()))
def test_the_payload_is_golden(name: str) -> None:
    """Written anew by `python -m tests.golden.slack.refresh`."""
    assert as_json(rendered()[name]) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_there_is_no_golden_file_too_many() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(rendered())


def test_the_gallery_is_json_for_the_builder_and_one_page(tmp_path: Path) -> None:
    written = gallery(tmp_path / "slack")
    assert {path.name for path in written} == {*(f"{name}.json" for name in rendered()), "index.html"}
    assert all(json.loads(path.read_text(encoding="utf-8")) for path in written if path.suffix == ".json")


def test_the_page_escapes_what_papers_say() -> None:
    page = as_page(rendered())
    assert "&lt;!channel&gt;" in page
    assert "<!channel>" not in page
    assert 'href="javascript' not in page
