"""Any view becomes messages within every limit of Slack's, paper text literal; the gallery is golden."""

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

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
    MessageBreak,
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
from tests.each_of import each_of
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
    marks=TEXTS,
    image=URLS,
    buttons=BUTTONS,
    menu=BUTTONS,
    links=st.lists(st.builds(Link, TEXTS, URLS), max_size=7).map(tuple),
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
    st.just(MessageBreak()),
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


@settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
@given(VIEWS)
def test_any_view_of_any_papers_is_taken_by_slack_whole(view: View) -> None:
    for message in [*messages(view), *messages(view, plain=True)]:
        assert refused(message) == ""
        assert not {"<", ">"} & set(message["text"])
        assert all(part.get("type") != "mrkdwn" for part in strings(message))
        assert message["mrkdwn"] is False
        json.dumps(message, ensure_ascii=False).encode()


@settings(max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
@given(VIEWS)
def test_any_view_fits_a_modal(view: View) -> None:
    assert wrong_view({"type": "home", "blocks": surface(view)}) == ""


def card(**more: Any) -> PaperCard:
    made: dict[str, Any] = {"id": "arxiv:1", "title": "A title", "url": "https://a.test/", "number": 1} | more
    return PaperCard(**made)


def only(view: View, **more: bool) -> dict[str, Any]:
    (message,) = messages(view, **more)
    return message


@each_of("text", HOSTILE[:6])
def test_a_title_stays_literal_in_its_link_and_in_the_fallback(text: str) -> None:
    message = only(View((card(title=text),), "1 paper"))
    link = next(part for part in strings(message) if part.get("type") == "link")
    assert link["text"] == text.strip()
    assert text.strip() in html.unescape(message["text"])


def test_emoji_names_stay_names_where_only_text_is_sent() -> None:
    message = only(View((card(title="Secure::Key::HSM :smile:"),), "1 paper"), plain=True)
    assert ":smile:" not in message["text"]
    assert ":smile:" in message["text"].replace("\u200b", "")


@each_of("url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.test", "//a.test", "https://", "not one"])
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


def daily(number: int, **more: Any) -> PaperCard:
    """A card as large as a day's cards are."""
    paper = f"arxiv:2401.{number:05d}"
    return card(
        id=paper,
        url=f"https://arxiv.org/abs/2401.{number:05d}",
        number=number,
        title=f"{number} " + "A title of the usual length, which says what it is about " * 2,
        authors=("Ada Lovelace", "Emmy Noether") * 5,
        summary="The sentence says what was found, with which method, and how much better it is. " * 3,
        why="matched “language model” in title and abstract; matched “reasoning” in title",
        upvotes=129,
        code_url="https://github.com/example/of-the-usual-length",
        stars=1420,
        listed=date(2026, 11, 20),
        buttons=(Button("Save", f"save {paper}"), Button("Vote", f"vote {paper}")),
        menu=tuple(Button(verb.title(), f"{verb} {paper}") for verb in ("similar", "why", "hide")),
        links=(
            Link("PDF", "https://arxiv.org/pdf/1"),
            Link("Hugging Face page", "https://huggingface.co/papers/1"),
        ),
        **more,
    )


def digest(papers: int, **more: Any) -> View:
    """A day's digest of so many papers."""
    cards = tuple(daily(number, **more) for number in range(1, papers + 1))
    return View((Heading("Papers of Friday"), Note(plain("8 matching papers")), *cards), "Papers of Friday: …")


@each_of("papers", range(1, 9))
def test_a_digest_of_up_to_eight_cards_is_one_message(papers: int) -> None:
    message = only(digest(papers))
    titles = [part["text"] for part in strings(message) if part.get("type") == "link" and "usual" in part["text"]]
    assert [title.split()[0] for title in titles] == [str(number) for number in range(1, papers + 1)]
    assert all(f"{number} A title" in message["text"] for number in range(1, papers + 1))


def test_a_card_has_one_row_whose_last_button_is_a_menu() -> None:
    row = only(digest(2))["blocks"][-1]
    save, vote, more = row["elements"]
    assert [save["text"]["text"], vote["text"]["text"]] == ["Save", "Vote"]
    assert [option["text"]["text"] for option in more["options"]] == [
        *("Similar", "Why", "Hide"),
        *("PDF", "Hugging Face page"),
    ]
    assert [option.get("url") for option in more["options"]][3:] == [
        "https://arxiv.org/pdf/1",
        "https://huggingface.co/papers/1",
    ]


def test_a_menu_without_room_for_every_link_leaves_the_first_to_the_card() -> None:
    made = daily(1)
    full = replace(made, menu=(*made.menu, Button("Discuss", "discuss arxiv:1")))
    message = only(View((full,), "x"))
    assert [o["text"]["text"] for o in message["blocks"][-1]["elements"][-1]["options"]][-1] == "Hugging Face page"
    assert "https://arxiv.org/pdf/1" in [part.get("url") for part in strings(message["blocks"][0])]


@each_of("papers", [9, 11, 15, 25])
def test_papers_are_spread_evenly_and_no_card_is_split(papers: int) -> None:
    found = messages(digest(papers))
    held = [sum(block["type"] == "actions" for block in message["blocks"]) for message in found]
    titles = [sum(part.get("type") == "link" and "usual" in part["text"] for part in strings(m)) for m in found]
    assert held == titles
    assert max(held) - min(held) <= len(held)
    assert min(held) > 1


@each_of("papers", [1, 5, 8, 13, 25])
@each_of("brief", [False, True])
def test_marks_never_change_which_message_a_paper_is_in(papers: int, brief: bool) -> None:
    marks = "Saved by Ada Lovelace, Grace Hopper and 7 more · 23 votes · not relevant"
    without, marked = messages(digest(papers, brief=brief)), messages(digest(papers, brief=brief, marks=marks))
    places = [
        [[p["value"] for p in strings(m["blocks"]) if str(p.get("value")).startswith("save")] for m in found]
        for found in (without, marked)
    ]
    assert places[0] == places[1]
    assert sum("Saved by Ada Lovelace" in str(message["blocks"]) for message in marked) == len(marked)
    assert all(refused(message) == "" for message in marked)


def test_buttons_below_the_cards_are_never_a_message_of_their_own() -> None:
    for papers in range(6, 12):
        below = Buttons(tuple(Button(f"Number {n}", f"search {'word ' * 60}{n}") for n in range(4)))
        view = digest(papers)
        for message in messages(replace(view, blocks=(*view.blocks, below))):
            assert any(block["type"] == "rich_text" for block in message["blocks"])


def test_a_picture_stands_beside_the_sentence() -> None:
    message = only(View((daily(1, image="https://cdn.test/1.png"),), "x"))
    head, beside, below, _row = message["blocks"]
    assert beside["accessory"]["image_url"] == "https://cdn.test/1.png"
    assert beside["text"]["text"].startswith("The sentence says")
    assert [head["type"], below["type"]] == ["rich_text", "rich_text"]
    plainly = only(View((daily(1, image="javascript:alert(1)"),), "x"))
    assert all("accessory" not in block for block in plainly["blocks"])


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


@each_of(("text", "most", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("🧪🧪", 3, "🧪…"), ("", 1, "")])
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


@each_of("name", sorted(rendered()))
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
