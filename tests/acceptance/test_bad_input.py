"""Mistakes and troubles at the real process, one of each kind: the many are in tests/integration/test_cli_troubles.py."""

import os
import shutil
import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.sources.sample import sample
from bot.model.paper import SAMPLE
from storage.store import open_store
from tests.acceptance.process import Paperboy

MISTAKE, TROUBLE = 2, 1

HALF_A_PAIR = b"\xed\xa0\x80"


async def test_a_mistake_gets_one_sentence_and_the_right_status(paperboy: Paperboy):
    ended = await paperboy("subscribe", HALF_A_PAIR)
    assert ended.status == MISTAKE, ended.err
    assert "at least one word" in ended.said
    assert "Traceback" not in ended.err


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


async def test_a_terminal_that_cannot_show_everything_gets_the_digest_all_the_same(console: Paperboy):
    """The poorest there is; one of Windows is in test_running.py."""
    first = await console("run", "--once", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert first.status == 0, first.err
    assert first.out.count("arxiv:") == 5
    assert "ambiguous" not in first.err
    async with open_store(console.folder / "data/paperboy.db") as store:
        assert await store.outbox.parked(1) == []


async def test_an_environment_that_cannot_be_used_is_told(paperboy: Paperboy):
    ended = await paperboy("run", ALL_PROXY="socks5://127.0.0.1:1080")
    assert (ended.status, ended.out) == (TROUBLE, ""), ended.err
    assert "ALL_PROXY names a proxy of the kind socks5" in ended.said
    assert "bug" not in ended.said


NOBODY = 65534


def given_away(folder: Path, *, kept: str) -> None:
    """Everything belongs to nobody, but for one file that root keeps."""
    for each in (folder, *folder.rglob("*")):
        os.chown(each, *((0, 0) if each.name == kept else (NOBODY, NOBODY)))
        each.chmod(0o755 if each.is_dir() else 0o644)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
@pytest.mark.parametrize("kept", ["paperboy.db", "paperboy.db.delivery"])
async def test_what_another_user_owns_is_told_by_name(paperboy: Paperboy, kept):
    now = datetime.now(UTC)
    async with open_store(paperboy.folder / "data/paperboy.db") as store, store.claim_delivery(now):
        await store.papers.ingest(SAMPLE, sample(now), now, polled=False)
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to other users
        shutil.copytree(paperboy.folder / "data", Path(folder) / "data")
        given_away(Path(folder), kept=kept)
        ended = await Paperboy(Path(folder), forks=paperboy.forks)("now", user=NOBODY)
    assert ended.status == TROUBLE, ended.err
    assert f"{kept} cannot be" in ended.said
    assert "writable for this user" in ended.said
    assert "incident" not in ended.err
