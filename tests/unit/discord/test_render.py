"""Any view becomes messages within every limit of Discord's; the gallery's views are golden."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.discord.api import limits
from adapters.discord.render import wire
from adapters.discord.render.commands import clickable
from adapters.discord.render.messages import OURS, numbers_of, render, stamped
from bot.ports import Message
from bot.views.blocks import (
    Bullets,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Link,
    MessageBreak,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    Typed,
    View,
    plain,
)
from tests.each_of import each_of
from tools.gallery.discord import as_json, gallery, rendered
from tools.gallery.discord_views import edition, views

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
TOKEN = "k3q9x0a7m2r5t8w1abcdefghi"


def check(messages: Sequence[Message]) -> None:
    """Every limit, on what is really sent."""
    assert messages
    for message in messages:
        sent: dict[str, Any] = stamped(message, TOKEN)
        assert OURS not in sent
        assert sent["allowed_mentions"]["parse"] == []
        assert sum(len(json.dumps(embed)) for embed in sent.get("embeds", [])) <= limits.EMBEDS
        assert len({file["name"] for file in message[OURS]["files"]}) == len(message[OURS]["files"])
        if "components" not in sent:
            assert sent["content"].strip()
            assert limits.weight(sent["content"]) <= limits.CONTENT
            continue
        assert "content" not in sent
        assert wire.count(sent["components"]) <= limits.COMPONENTS
        texts = wire.texts(sent["components"])
        assert sum(map(limits.weight, texts)) <= limits.DISPLAY
        assert all(text.strip() for text in texts)
        buttons(sent["components"])


def buttons(components: Sequence[dict[str, Any]]) -> None:
    ids = []
    for component in flat(components):
        if component["type"] == wire.ACTION_ROW:
            assert 1 <= len(component["components"]) <= limits.ROW
        if component["type"] == wire.BUTTON and component["style"] == wire.LINK_STYLE:
            assert component["url"].startswith(("http://", "https://"))
            assert 1 <= limits.weight(component["label"]) <= limits.BUTTON_LABEL
        elif component["type"] == wire.BUTTON:
            ids.append(component["custom_id"])
            assert 1 <= limits.weight(component["label"]) <= limits.BUTTON_LABEL
            assert 1 <= limits.weight(component["custom_id"]) <= limits.CUSTOM_ID
    assert len(set(ids)) == len(ids)


def flat(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [inner for c in components for inner in (c, *flat(c.get("components", ())))]


def shown(message: Message) -> str:
    return "\n".join(wire.texts(message.get("components", ()))) + message.get("content", "")


HOSTILE = st.text(max_size=400) | st.sampled_from(
    [
        "",
        "@everyone",
        "*" * 900,
        "😀" * 700,
        "[x](https://e.example)",
        "```",
        "word " * 900,
        "\ud800",
        "مرحبا " * 300,
    ]
)
LINES = st.lists(
    st.builds(Text, HOSTILE, bold=st.booleans(), code=st.booleans(), mark=st.booleans())
    | st.builds(Link, HOSTILE, st.just("https://e.example/") | HOSTILE),
    max_size=4,
).map(tuple)
BUTTONS = st.lists(st.builds(Button, HOSTILE, st.text(max_size=1_500)), max_size=12).map(tuple)
CARDS = st.builds(
    PaperCard,
    id=st.just("arxiv:1"),
    title=HOSTILE,
    url=st.just("https://arxiv.org/abs/1") | HOSTILE,
    number=st.integers(0, 99),
    authors=st.lists(HOSTILE, max_size=6).map(tuple),
    summary=HOSTILE,
    abstract=HOSTILE,
    upvotes=st.integers(0, 10**6),
    code_url=HOSTILE,
    stars=st.integers(0, 10**6),
    why=HOSTILE,
    snippet=LINES,
    organization=HOSTILE,
    community=st.booleans(),
    brief=st.booleans(),
    marks=HOSTILE,
    image=HOSTILE,
    buttons=BUTTONS,
    menu=BUTTONS,
    links=st.lists(st.builds(Link, HOSTILE, st.just("https://e.example/") | HOSTILE), max_size=7).map(tuple),
)
BLOCKS = st.one_of(
    CARDS,
    st.builds(Heading, HOSTILE),
    st.builds(Paragraph, LINES),
    st.builds(Bullets, st.lists(LINES, max_size=5).map(tuple), st.none() | st.integers(1, 9)),
    st.builds(Facts, st.lists(st.tuples(HOSTILE, LINES), max_size=4).map(tuple)),
    st.builds(Note, LINES, st.sampled_from(Tone)),
    st.builds(Code, HOSTILE),
    st.builds(Buttons, BUTTONS),
    st.builds(File, HOSTILE, st.just("text/plain"), HOSTILE),
    st.just(ThreadBreak()),
    st.just(MessageBreak()),
)
VIEWS = st.builds(View, st.lists(BLOCKS, max_size=12).map(tuple), HOSTILE)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(view=VIEWS, plain_text=st.booleans(), mention=st.booleans())
@example(view=View((), "\r"), plain_text=False, mention=False)
@example(view=View((), "\r"), plain_text=True, mention=False)
def test_any_digest_of_any_papers_renders_within_every_limit(view: View, plain_text: bool, mention: bool) -> None:
    of = edition(mention="300000000000000001") if mention else edition()
    check(render(view, of, plain=plain_text))


@settings(max_examples=60)
@given(text=HOSTILE)
def test_no_text_of_a_paper_can_mention_anyone(text: str) -> None:
    card = PaperCard(id="arxiv:1", title=text, url="https://arxiv.org/abs/1", summary=text, authors=(text,))
    for message in render(View((card,), text), edition()):
        assert message["allowed_mentions"] == {"parse": []}
        assert "@everyone" not in shown(message)


def test_twenty_five_cards_keep_their_order_and_their_buttons() -> None:
    cards = tuple(
        PaperCard(
            id=f"arxiv:{n}",
            title=f"Paper number {n}",
            url=f"https://arxiv.org/abs/{n}",
            number=n,
            summary="s" * 500,
            buttons=tuple(Button(label, f"{label} arxiv:{n}") for label in ("save", "hide", "similar", "why")),
        )
        for n in range(1, 26)
    )
    messages = render(View((Heading("Today"), *cards), "today"), edition())
    check(messages)
    text = "".join(shown(message) for message in messages)
    found = [text.index(f"Paper number {n}]") for n in range(1, 26)]
    assert found == sorted(found)
    ids = [c["custom_id"] for m in messages for c in flat(m["components"]) if c["type"] == wire.BUTTON]
    assert len(ids) == 100


def daily(number: int, **more: Any) -> PaperCard:
    """A card as large as a day's cards are."""
    paper = f"arxiv:2401.{number:05d}"
    return PaperCard(
        id=paper,
        url=f"https://arxiv.org/abs/2401.{number:05d}",
        number=number,
        title=f"{number} A title of the usual length, which says what the paper is about",
        authors=("Ada Lovelace", "Emmy Noether") * 5,
        summary="The sentence says what was found, with which method, and how much better it is. " * 2,
        why="matched “language model” in title and abstract",
        upvotes=129,
        buttons=(Button("Save", f"save {paper}"), Button("Vote", f"vote {paper}")),
        menu=tuple(Button(verb, f"{verb} {paper}") for verb in ("similar", "why", "hide")),
        links=(Link("PDF", "https://arxiv.org/pdf/1"),),
        **more,
    )


def digest(papers: int, **more: Any) -> View:
    """A day's digest of so many papers."""
    return View((Heading("Papers of Friday"), *(daily(n, **more) for n in range(1, papers + 1))), "today")


def kinds(message: Message) -> list[int]:
    """The types of what is in the box."""
    return [component["type"] for component in message["components"][-1]["components"]]


@each_of("image", ["", "https://cdn.test/1.png"])
@each_of("papers", range(1, 6))
def test_a_digest_of_up_to_five_cards_is_one_message(papers: int, image: str) -> None:
    (message,) = render(digest(papers, image=image), edition(mention="300000000000000001"))
    check([message])


def test_a_card_is_its_words_one_row_and_a_line_before_the_next() -> None:
    (message,) = render(digest(3), edition())
    assert kinds(message) == [10, 1, 14, 10, 1, 14, 10, 1]
    row = message["components"][-1]["components"][1]["components"]
    assert [(button["label"], button["custom_id"].split(":", 2)[2]) for button in row] == [
        ("Save", "save arxiv:2401.00001"),
        ("Vote", "vote arxiv:2401.00001"),
        ("More", "paper arxiv:2401.00001"),
    ]


def test_lines_give_way_to_a_card_more_in_the_message() -> None:
    (message,) = render(digest(5, image="https://cdn.test/1.png"), edition())
    assert kinds(message) == [10, *[9, 1] * 5]


def test_the_paper_by_itself_has_all_there_is_to_do_with_it() -> None:
    (message,) = render(View((daily(1),), "x"), edition())
    alone = render(View((replace(daily(1), number=0, abstract="An abstract."),), "x"))[0]
    check([alone])
    labels = [c["label"] for c in flat(alone["components"]) if c["type"] == wire.BUTTON]
    assert labels == ["Save", "Vote", "similar", "why", "hide", "PDF"]
    assert [c["label"] for c in flat(message["components"]) if c["type"] == wire.BUTTON] == [
        "Save",
        "Vote",
        "More",
    ]


@each_of("papers", [6, 8, 9, 13, 25])
def test_papers_are_spread_evenly_and_no_card_is_split(papers: int) -> None:
    found = render(digest(papers), edition())
    held = [shown(message).count("A title of the usual") for message in found]
    rows = [sum(c["type"] == wire.ACTION_ROW for c in flat(message["components"])) for message in found]
    assert held == rows
    assert max(held) - min(held) <= len(held)


@each_of("papers", [1, 5, 8, 13, 25])
@each_of("brief", [False, True])
def test_marks_never_change_which_message_a_paper_is_in(papers: int, brief: bool) -> None:
    marks = "Saved by *Ada_Lovelace*, Grace Hopper and 7 more · 23 votes · not relevant"
    without = render(digest(papers, brief=brief), edition())
    marked = render(digest(papers, brief=brief, marks=marks), edition())
    check(marked)
    assert [shown(m).count("A title") for m in without] == [shown(m).count("A title") for m in marked]
    assert sum(shown(message).count("Saved by") for message in marked) == papers


def test_buttons_below_the_cards_are_never_a_message_of_their_own() -> None:
    for papers in range(4, 10):
        below = Buttons(tuple(Button(f"Number {n}", f"search {n}") for n in range(6)))
        view = digest(papers)
        for message in render(replace(view, blocks=(*view.blocks, below)), edition()):
            assert {9, 10} & set(kinds(message))


def test_the_role_by_setting_is_the_only_mention_and_only_in_the_first_message() -> None:
    view = View((Heading("a"), ThreadBreak(), Paragraph(plain("<@&300000000000000001> @here"))), "a")
    first, second = render(view, edition(mention="<@&300000000000000001>"))
    assert first["allowed_mentions"] == {"parse": [], "roles": ["300000000000000001"]}
    assert first["components"][0] == wire.text("<@&300000000000000001>")
    assert second["allowed_mentions"] == {"parse": []}
    assert "<@&" not in shown(second).replace("\\<", "")


@each_of("role", ["100000000000000001", "@everyone", "everyone", "off", "1; <@&2>"])
def test_no_setting_makes_it_mention_everyone(role: str) -> None:
    (message,) = render(View((Heading("a"),), "a"), edition(mention=role))
    assert message["allowed_mentions"] == {"parse": []}
    assert "<@" not in shown(message)


def test_what_follows_a_thread_break_belongs_into_the_thread() -> None:
    view = View((Heading("a"), ThreadBreak(), Heading("b")), "a")
    for messages in (render(view, edition()), render(view, edition(), plain=True)):
        assert [message[OURS]["threaded"] for message in messages] == [False, True]


def test_a_command_too_long_for_a_button_is_kept_beside_the_message() -> None:
    command = "search " + "word " * 60
    (message,) = render(View((Buttons((Button("Next", command), Button("Save", "save arxiv:1"))),), "x"))
    long, short = (c["custom_id"] for c in flat(message["components"]) if c["type"] == wire.BUTTON)
    assert message[OURS]["commands"] == {long.rsplit(":", 1)[1]: command}
    assert short == "p:2:save arxiv:1"


def test_long_text_to_copy_is_attached() -> None:
    (message,) = render(View((Code("x" * 5_000),), "x"))
    assert message[OURS]["files"] == [{"name": "paperboy.txt", "text": "x" * 5_000}]


def test_a_file_too_large_to_attach_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ATTACHMENT", 2**20)
    (message,) = render(View((File("all.bib", "text/plain", "x" * (2**21)),), "x"))
    assert message[OURS]["files"] == []
    assert "too large to attach (2 MB; Discord takes 1)" in shown(message)


def numbers(components: Sequence[dict[str, Any]]) -> list[int]:
    return [each["id"] for each in components if "id" in each] + [
        number for each in components for number in numbers(each.get("components", ()))
    ]


def test_the_token_stands_unseen_in_an_id_or_in_numbers_and_in_small_letters_only_in_plain_text() -> None:
    for name, messages in rendered().items():
        for message in messages:
            sent = stamped(message, TOKEN)
            texts = "\n".join(wire.texts(sent.get("components", ())) or [sent.get("content", "")])
            ids = [each["custom_id"] for each in wire.interactive(sent.get("components", ()))]
            assert sum(f":{TOKEN}:" in each for each in ids) == bool(ids), name
            assert numbers(sent.get("components", ())) == (
                [*numbers_of(TOKEN)] if "components" in sent and not ids else []
            )
            assert texts.endswith(f"\n-# Paperboy · {TOKEN}") == ("content" in sent), name
            assert (TOKEN in texts) == ("content" in sent), name


def test_numbers_of_components_are_two_of_32_bits_and_no_one_elses() -> None:
    found = [numbers_of(f"token{n}") for n in range(2_000)]
    assert len(set(found)) == 2_000
    assert all(len({*both}) == 2 and all(1_000_000 <= each < 2**31 for each in both) for both in found)


def test_ids_without_room_for_the_token_leave_it_to_numbers() -> None:
    long = Button("Far", "paper " + "x" * 85)
    alone = stamped(render(View((Buttons((long,)),), "x"))[0], TOKEN)
    assert TOKEN not in shown(alone)
    assert numbers(alone["components"]) == [*numbers_of(TOKEN)]
    both = stamped(render(View((Buttons((Button("Near", "list"), long)),), "x"))[0], TOKEN)
    assert TOKEN not in shown(both)
    assert [each["custom_id"][:5] for each in wire.interactive(both["components"])] == [f"p:{TOKEN[:3]}", "p:2:p"]


def test_stamping_leaves_the_message_as_it_was() -> None:
    message = render(View((Heading("a"),), "a"))[0]
    before = json.dumps(message)
    stamped(message, TOKEN)
    assert before == json.dumps(message)


def test_a_view_without_anything_still_says_its_summary() -> None:
    (message,) = render(View((), "Nothing *today*"))
    assert shown(message) == r"Nothing \*today\*"


@each_of("name", sorted(rendered()))
def test_the_message_is_golden(name: str) -> None:
    """Written anew by `python -m tests.golden.discord.refresh`."""
    assert (GOLDEN / f"{name}.json").read_text(encoding="utf-8") == as_json(rendered()[name])


def test_there_is_no_golden_file_too_many() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(rendered())


def test_the_gallery_writes_json_and_a_page_for_every_view(tmp_path: Path) -> None:
    written = gallery(tmp_path / "gallery")
    assert {path.name for path in written} == {
        f"{name}.{kind}" for name in rendered() for kind in ("json", "html")
    }
    page = (tmp_path / "gallery" / "digest-cards.html").read_text(encoding="utf-8")
    assert "Attention Is All You Need" in page
    assert "<script>" not in page
    for view, of in views().values():
        check(render(view, of))


def test_a_command_in_a_text_can_be_clicked_once_its_id_is_known_and_is_one_to_type_before() -> None:
    said = View((Paragraph((Text("Type "), Typed("subscribe", "rag"), Text(" or "), Typed("unsave"))),), "x")
    (message,) = render(said)
    shown = str(message["components"])
    assert clickable(shown, 42).count("</papers subscribe:42>") == 1
    assert "</papers undo save:42>" in clickable(shown, 42)
    assert "`` /papers subscribe `` `` rag ``" in clickable(shown, 0)
    assert len(clickable(shown, 10**18)) == len(shown), "with its id it is as long as it was measured"


def test_what_no_tree_of_commands_has_and_what_somebody_wrote_is_never_clickable() -> None:
    hostile = f"</papers now:{'0' * 19}>"
    (message,) = render(View((Paragraph((Typed("discuss", "x"), Text(hostile))),), "x"))
    said = clickable(message["components"][0]["components"][0]["content"], 42)
    assert "</papers" not in said.replace("\\</papers", "")
    assert "`` /papers discuss x ``" in str(message)
