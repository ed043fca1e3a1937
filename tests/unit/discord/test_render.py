"""Any view becomes messages within every limit of Discord's; the gallery's views are golden."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.api import limits
from adapters.discord.render import wire
from adapters.discord.render.messages import OURS, render, stamped
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
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    View,
    plain,
)
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
            assert 0 < limits.weight(sent["content"]) <= limits.CONTENT
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
        if component["type"] == wire.BUTTON:
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
    buttons=BUTTONS,
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
)
VIEWS = st.builds(View, st.lists(BLOCKS, max_size=12).map(tuple), HOSTILE)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(view=VIEWS, plain_text=st.booleans(), mention=st.booleans())
def test_any_digest_of_any_papers_renders_within_every_limit(view: View, plain_text: bool, mention: bool) -> None:
    of = edition(mention="300000000000000001") if mention else edition()
    check(render(view, of, plain=plain_text))


@settings(max_examples=60, deadline=None)
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


def test_the_role_by_setting_is_the_only_mention_and_only_in_the_first_message() -> None:
    view = View((Heading("a"), ThreadBreak(), Paragraph(plain("<@&300000000000000001> @here"))), "a")
    first, second = render(view, edition(mention="<@&300000000000000001>"))
    assert first["allowed_mentions"] == {"parse": [], "roles": ["300000000000000001"]}
    assert first["components"][0] == wire.text("<@&300000000000000001>")
    assert second["allowed_mentions"] == {"parse": []}
    assert "<@&" not in shown(second).replace("\\<", "")


@pytest.mark.parametrize("role", ["100000000000000001", "@everyone", "everyone", "off", "1; <@&2>"])
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


def test_the_token_stands_in_the_last_line() -> None:
    for name, messages in rendered().items():
        for message in messages:
            sent = stamped(message, TOKEN)
            text = (wire.texts(sent.get("components", ())) or [sent.get("content", "")])[-1]
            assert text.splitlines()[-1] == f"-# Paperboy · {TOKEN}", name


def test_stamping_leaves_the_message_as_it_was() -> None:
    message = render(View((Heading("a"),), "a"))[0]
    before = json.dumps(message)
    stamped(message, TOKEN)
    assert before == json.dumps(message)


def test_a_view_without_anything_still_says_its_summary() -> None:
    (message,) = render(View((), "Nothing *today*"))
    assert shown(message) == r"Nothing \*today\*"


@pytest.mark.parametrize("name", sorted(rendered()))
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
