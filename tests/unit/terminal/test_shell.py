"""Exit statuses, sentences, and what a shell does to what is typed."""

import asyncio
import contextlib
import io
import logging
import os
import sys
from types import SimpleNamespace

import pytest
import typer

from adapters.terminal import place, shell
from adapters.terminal.typed import as_shell, as_text
from bot.app.application import Database
from bot.errors import NotFoundError, QueryError, StorageError, UserError
from bot.model.channel import Address
from bot.papers.poller import POLLED
from bot.ports.request import Reply
from bot.views.blocks import File, Heading, View
from tests.each_of import each_of


def failing(error: BaseException):
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UserError("Say it so."), 2, "✗  Say it so."),
        (QueryError("unclosed quote at 1", 1), 2, "✗  unclosed quote at 1"),
        (StorageError("The disk is full."), 1, "✗  The disk is full."),
        (KeyboardInterrupt(), 130, ""),
        (
            ZeroDivisionError("secret"),
            70,
            "✗  Something unforeseen happened: ZeroDivisionError in",
        ),
    ],
)
def test_each_error_has_its_status_and_its_sentence(capsys, error, status, said):
    with pytest.raises(SystemExit) as ended:
        shell.guarded(failing(error))
    assert ended.value.code == status
    printed = capsys.readouterr().err
    assert printed.startswith(said)
    assert "secret" not in printed
    assert "Traceback" not in printed


@each_of("error", [typer.Exit(3), typer.Abort()])
def test_the_command_lines_own_endings_pass(error):
    with pytest.raises(type(error)):
        shell.guarded(failing(error))


def test_what_went_well_is_given_back():
    @contextlib.asynccontextmanager
    async def open_application(*, serving=False, database=Database.MADE):
        yield SimpleNamespace(made="", serving=serving)

    async def work(application):
        await asyncio.sleep(0)
        return application.serving

    assert shell.Shell(open_application).run(work, serving=True) is True


class _Gone(io.StringIO):
    """Standard output whose other end does not take it."""

    def __init__(self, error: OSError, number: int) -> None:
        super().__init__()
        self._error, self._number = error, number

    def write(self, text: str) -> int:
        raise self._error

    def fileno(self) -> int:
        return self._number


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BrokenPipeError(), 0, ""),
        (
            OSError(28, "No space left on device"),
            1,
            "✗  The answer could not be written (No space left on device)",
        ),
    ],
)
def test_output_that_nobody_takes_ends_the_command_quietly(capsys, monkeypatch, tmp_path, *, error, status, said):
    with (tmp_path / "out").open("w") as there:
        monkeypatch.setattr(sys, "stdout", _Gone(error, there.fileno()))
        with pytest.raises(SystemExit) as ended:
            shell.guarded(lambda: shell.show(View((Heading("x"),), "x")))
        os.write(there.fileno(), b"what was still to be flushed")
    assert ended.value.code == status
    assert capsys.readouterr().err.startswith(said)
    assert (tmp_path / "out").read_text() == ""


def test_a_file_comes_out_raw_and_alone(capsys):
    shell.show(
        View((Heading("Saved"), File("a.bib", "text/plain", "@misc{a}"), File("b", "text/plain", "b\n")), "")
    )
    assert capsys.readouterr().out == "@misc{a}\nb\n"


def test_a_refused_reply_goes_to_standard_error(capsys):
    view = View((Heading("No."),), "No.")
    shell.answered(Reply(view=view))
    assert capsys.readouterr().out == "\nNo.\n"
    with pytest.raises(typer.Exit) as ended:
        shell.answered(Reply(view=view, ok=False))
    assert ended.value.exit_code == 2
    assert capsys.readouterr() == ("", "\nNo.\n")


def test_the_operators_screen_says_on_the_one_and_shows_on_the_other(capsys):
    screen = shell.OperatorScreen()
    screen.say("It runs.")
    screen.show(View((Heading("A digest"),), ""))
    assert capsys.readouterr() == ("\nA digest\n", "·  It runs.\n")


@each_of(("terminal", "logged"), [(True, ["another"]), (False, ["another", POLLED])])
def test_what_a_source_answers_is_not_logged_where_a_person_waits_for_the_sentence(terminal, logged, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(handler)
    try:
        with shell.OperatorScreen().waiting("Fetching."):
            for event in ("another", POLLED):
                logging.getLogger("bot").warning(event)
        assert handler.stream.getvalue().split() == logged
        logging.getLogger("bot").warning(POLLED)
        assert handler.stream.getvalue().split() == [*logged, POLLED], "later no sentence says it"
    finally:
        logging.getLogger().removeHandler(handler)


@each_of(
    ("words", "text"),
    [
        ([], ""),
        (["search", "continual pre-training"], "search continual pre-training"),
        (["search", "RAG", "low rank"], 'search RAG "low rank"'),
        (["subscribe", "low rank", "|", "C++ models"], 'subscribe "low rank" | "C++ models"'),
        (["subscribe", "RAG, low rank", "x"], "subscribe RAG, low rank x"),
        (["search", "title:low rank", "x"], "search title:low rank x"),
        (["search", "-not this", "x"], "search -not this x"),
        (["why", "a title", "of two"], "why a title of two"),
    ],
)
def test_what_the_shell_unquoted_is_a_phrase_again(words, text):
    assert as_text(words) == text


@each_of(
    ("command", "channel", "typed"),
    [
        ("preview", "", "paperboy preview"),
        ("preview", "team a", "paperboy preview --channel 'team a'"),
        ("unsubscribe *", "", "paperboy unsubscribe '*'"),
        ("subscribe diffusion model, RAG", "ml", "paperboy subscribe diffusion model, RAG --channel ml"),
        ('subscribe "a b" | c', "", "paperboy subscribe '\"a b\" | c'"),
        ("search -survey x", "", "paperboy search '-survey x'"),
        ("search $(rm -rf ~); `x`", "", "paperboy search '$(rm -rf ~); `x`'"),
        ("search it's", "", "paperboy search 'it'\"'\"'s'"),
    ],
)
def test_a_command_is_shown_as_a_shell_takes_it(command, channel, typed):
    assert as_shell(command, channel) == typed


@each_of(
    ("typed", "address"),
    [
        ("demo", Address("terminal", "local", "demo")),
        (" team a ", Address("terminal", "local", "team a")),
        ("slack:T1:C1", Address("slack", "T1", "C1")),
    ],
)
def test_a_channel_is_named_or_addressed(typed, address):
    assert place.parse(typed) == address


@each_of("typed", ["", "  ", "a:b", "::", "a\nb", "a\x07b", "\udced\udca0", "-x", "x" * 81])
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(UserError):
        place.parse(typed)


def _house(*addresses: tuple[Address, str]):
    channels = [SimpleNamespace(address=address, name=name) for address, name in addresses]

    async def get(address):
        return next((channel for channel in channels if channel.address == address), None)

    async def within(platform):
        return channels

    clock = SimpleNamespace(now=lambda: "now")
    return SimpleNamespace(
        store=SimpleNamespace(channels=SimpleNamespace(get=get, within=within)), clock=clock, zone="Asia/Tokyo"
    )


async def test_a_channel_is_found_by_address_by_name_or_not_at_all():
    slack, demo = Address("slack", "T1", "C1"), place.local("demo")
    application = _house((slack, "papers"), (demo, "demo"))
    assert (await place.existing(application, "slack:T1:C1")).name == "papers"
    assert (await place.existing(application, "papers")).address == slack
    with pytest.raises(
        NotFoundError, match=r"there are: slack:T1:C1, demo\). Add it: paperboy channel add 'no one'"
    ):
        await place.existing(application, "no one")
    many = _house(*((place.local(f"c{n}"), f"c{n}") for n in range(10)))
    with pytest.raises(NotFoundError, match="c7 and 2 more"):
        await place.existing(many, "x")


async def test_a_request_is_the_operators_in_the_named_channel(monkeypatch):
    def nobody():
        raise KeyError("no such user")

    application = _house((place.local("ml"), "The lab"))
    asked = await place.request(application, "ml", "list")
    assert (asked.address.channel, asked.channel_name, asked.text) == ("ml", "The lab", "list")
    monkeypatch.setattr(place.getpass, "getuser", nobody)
    demo = await place.request(application, "", "list")
    assert (demo.address.channel, demo.person.id, demo.person.zone) == ("demo", "operator", "Asia/Tokyo")
    assert demo.person.manager
