"""What every platform's renderer must hold to, without a network; a new adapter is found by itself."""

import importlib
import json
import pkgutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

import adapters
from bot.model.channel import Address, Channel
from bot.model.digest import DAILY, Digest, Edition
from bot.model.mail_links import MailLinks
from bot.model.paper import Candidate, Paper, Signals
from bot.ports import CoreServices, Platform
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
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
    View,
    plain,
)
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.fakes.workers import Alone

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# Enough for `build` to make the adapter; nothing is asked of anybody.
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-none",
    "SLACK_APP_TOKEN": "xapp-none",
    "SLACK_SIGNING_SECRET": "none",
    "DISCORD_TOKEN": "none",
}


def fake(_: CoreServices) -> Platform:
    return FakePlatform(name="fake").platform()


def found() -> dict[str, Callable[[CoreServices], Platform]]:
    """`build` of every adapter package that has one, and of the fake."""
    modules = (
        importlib.import_module(f"adapters.{info.name}") for info in pkgutil.iter_modules(adapters.__path__)
    )
    built = {module.__name__.rsplit(".", 1)[1]: module.build for module in modules if hasattr(module, "NAME")}
    return built | {"fake": fake}


@pytest.fixture(params=sorted(found()))
async def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Platform]:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    nobody = cast("Any", None)
    parts = CoreServices(
        desk=nobody,
        lifecycle=nobody,
        vault=nobody,
        adapter_facts=nobody,
        journal=nobody,
        clock=FakeClock(NOW),
        workers=Alone(),
        mail_links=MailLinks("https://paperboy.test", b"k" * 32),
    )
    built = found()[request.param](parts)
    assert built.name == request.param
    yield built
    if built.close is not None:
        await built.close()


def card(number: int, **more: Any) -> PaperCard:
    return PaperCard(
        id=f"arxiv:2611.{number:05}",
        title=f"Zebra{number:03} <b>*and*</b> $x_1 & y$ @everyone",
        url=f"https://arxiv.org/abs/2611.{number:05}",
        number=number,
        authors=("Ada Lovelace", "Grace Hopper"),
        summary="It is short & <sweet>. " * 10,
        abstract="A long `abstract` about _everything_. " * 40,
        upvotes=12,
        why="diffusion model",
        buttons=(Button("Save", f"save arxiv:2611.{number:05}"),),
        **more,
    )


EVERY_BLOCK: tuple[Block, ...] = (
    Heading("Heading"),
    Paragraph(
        (Text("bold", bold=True), Text(" "), Link("a link", "https://example.org/a?b=c"), Moment(NOW, "UTC"))
    ),
    Bullets((plain("one"), plain("two")), start=1),
    Facts((("Zone", plain("Europe/Berlin")),)),
    Note(plain("a note")),
    Code("low-rank | adapter"),
    Buttons((Button("Next", "search x"),)),
    card(1),
    card(2, brief=True),
    ThreadBreak(),
    File("papers.bib", "text/x-bibtex", "@misc{a, title={B}}"),
)
VIEWS = {
    "one line": View((Paragraph(plain("Nothing new today.")),), "Nothing new today."),
    "every block": View(EVERY_BLOCK, "Everything"),
    **{type(block).__name__: View((block,), "One block") for block in EVERY_BLOCK if block != ThreadBreak()},
    "25 papers": View((Heading("Today"), *(card(n) for n in range(1, 26))), "25 papers"),
    "25 papers in a thread": View(
        (
            Heading("Today"),
            *(card(n, brief=True) for n in range(1, 26)),
            ThreadBreak(),
            *(card(n) for n in range(1, 26)),
        ),
        "25 papers",
    ),
}


def edition() -> Edition:
    papers = tuple(
        Candidate(
            key=n,
            paper=Paper(id=f"arxiv:2611.{n:05}", title=f"Zebra{n:03}", url=f"https://arxiv.org/abs/2611.{n:05}"),
            signals=Signals(first_listed=NOW.date(), last_listed=NOW.date()),
        )
        for n in range(1, 26)
    )
    channel = Channel(key=1, address=Address("x", "1", "2"), name="papers", since=date(2026, 1, 1))
    digest = Digest(local_date=NOW.date(), slot=DAILY, planned=NOW)
    return Edition(digest=digest, channel=channel, papers=papers)


@each_of("as_plain", [False, True])
@each_of("of_digest", [False, True])
@each_of("view", VIEWS.values())
def test_a_view_becomes_messages_that_are_not_empty_and_always_the_same(
    platform: Platform, view: View, of_digest: bool, as_plain: bool
) -> None:
    shown = edition() if of_digest else None
    first = platform.sender.render(view, shown, plain=as_plain)
    again = platform.sender.render(view, shown, plain=as_plain)
    assert first
    assert all(first)
    assert repr(first) == repr(again)


@each_of("as_plain", [False, True])
@each_of("name", ["25 papers", "25 papers in a thread"])
def test_no_paper_is_left_out_however_the_digest_is_divided(platform: Platform, name: str, as_plain: bool) -> None:
    messages = platform.sender.render(VIEWS[name], edition(), plain=as_plain)
    text = json.dumps(list(messages), default=repr)
    assert [n for n in range(1, 26) if f"Zebra{n:03}" not in text] == []
