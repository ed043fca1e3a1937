"""Mistakes and troubles at the real process: one sentence, the right status, nothing lost, no traceback."""

import socket

import pytest

from tests.acceptance.process import Paperboy

MISTAKE, TROUBLE = 2, 1

HALF_A_PAIR = b"\xed\xa0\x80"

BAD: tuple[tuple[tuple[str | bytes, ...], dict[str, str], int, str], ...] = (
    (("serch", "diffusion"), {}, MISTAKE, "Did you mean 'search'?"),
    (("search", HALF_A_PAIR), {}, MISTAKE, "at least one word"),
    (("list",), {"PAPERBOY_DATABASE": "notes.txt"}, TROUBLE, "is not a database"),
    (("run", "--once"), {"PAPERBOY_PLATFORMS": "pigeon"}, TROUBLE, 'There is no platform "pigeon"'),
)


@pytest.mark.parametrize(("words", "settings", "status", "sentence"), BAD)
async def test_a_mistake_gets_one_sentence_and_the_right_status(
    paperboy: Paperboy, words, settings, status, sentence
):
    notes = paperboy.folder / "notes.txt"
    notes.write_text("to do: nothing\n", encoding="utf-8")
    ended = await paperboy(*words, **settings)
    assert ended.status == status, ended.err
    assert sentence in ended.said
    assert "Traceback" not in ended.err
    assert notes.read_text(encoding="utf-8") == "to do: nothing\n"


async def test_a_reader_that_leaves_is_no_error(paperboy: Paperboy):
    started = await paperboy.start("papers", "help")
    async with started:
        assert started.process.stdout is not None
        started.process.stdout._transport.close()
        ended = await started.process.wait()
        assert started.process.stderr is not None
        assert (ended, await started.process.stderr.read()) == (0, b"")


async def test_a_taken_port_is_said_and_the_rest_goes_on(paperboy: Paperboy):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with await paperboy.start("run", PAPERBOY_PORT=port) as started:
            heard = await started.hears("set PAPERBOY_PORT to a free")
            assert "Traceback" not in heard
            assert started.process.returncode is None
