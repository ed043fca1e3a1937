"""The real process, killed at any moment of its life, again and again, day after day, with Slack, Discord and a mail
server on the loopback: no paper comes twice or before its hour, none is lost, and what nobody can tell of is parked.

A day has three processes: some are killed as they start, read the sources and plan, some after so many messages. So
some days end before their digest was planned or sent, and go into the next one's.
"""

import asyncio
import os
import random
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.acceptance.three_platforms import CHANNELS, HOUR, Outside, Record, outside
from tests.forks import Forked, Forks
from tests.proof.figures import note

KILLS = int(os.environ.get("PAPERBOY_KILLS", "4"))  # `make prove` kills more often
ROUNDS = 25  # kills of one database
A_DAY = 3
START = 0.4  # how many of the lives end by the clock, wherever they are then
LANES = [min(ROUNDS, KILLS - first) for first in range(0, KILLS, ROUNDS)]
PATIENCE = 60  # seconds in which the last process has delivered all that was left
IN_ORDER = 40  # seconds that a stop may take on a machine that does a lot else
MAILS_UNDER_WAY = 8  # connections to a mail server at once: so many mails may be parked by one kill


@pytest.mark.timeout(60 + 10 * ROUNDS)
@pytest.mark.parametrize("kills", LANES)
async def test_a_process_killed_at_any_moment_posts_each_paper_once_on_every_platform(
    tmp_path: Path, moved_forks: Forks, kills: int
) -> None:
    seed = random.randrange(1_000_000)
    chance, ambiguous = random.Random(seed), 0
    async with outside(tmp_path) as there:
        await there.subscribe()
        for number in range(kills):
            if number % A_DAY == 0:
                there.next_day(HOUR - chance.random() * 2)
            ambiguous += await _killed(there, moved_forks, chance)
        ambiguous += await _until_all_is_done(there, moved_forks)
    record = Record.of(there)
    note(
        "kills",
        kills=kills,
        digests=record.digests,
        ambiguous=ambiguous,
        parked=record.parked.total(),
        duplicates=len(record.twice),
        lost=len(record.lost),
        early=len(record.early),
    )
    assert (record.twice, record.lost, record.early) == ([], [], []), f"seed {seed}"
    assert record.unsettled == 0, f"seed {seed}"
    assert record.parked.keys() <= {"email"}, f"seed {seed}: the other platforms can be asked"
    assert record.parked["email"] <= kills * MAILS_UNDER_WAY, f"seed {seed}"


async def _killed(there: Outside, forks: Forks, chance: random.Random) -> int:
    """One life, ended; how many messages the life before had left in doubt."""
    async with _living(there, forks) as (process, said):
        if chance.random() < START:
            await asyncio.wait({said}, timeout=chance.random() * 1.5)
        else:
            await _messages(there, said, chance.randint(1, 3 * CHANNELS))
            await asyncio.wait({said}, timeout=chance.random() * 0.05)
    _, err = await said
    assert process.returncode == -signal.SIGKILL, f"it ended by itself: {err.decode()}"
    return _in_doubt(err.decode())


async def _until_all_is_done(there: Outside, forks: Forks) -> int:
    """Two more days, for what a digest that was given up had is in the one after; then a stop."""
    there.next_day(HOUR - 1)
    async with _living(there, forks) as (process, said):
        await _done(there, said)
        there.next_day(HOUR - 1)
        await _done(there, said)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait({said}, timeout=IN_ORDER)
    _, err = await said
    assert process.returncode == 0, err.decode()
    return _in_doubt(err.decode())


@asynccontextmanager
async def _living(there: Outside, forks: Forks) -> AsyncIterator[tuple[Forked, asyncio.Task[tuple[bytes, bytes]]]]:
    """A process, killed in the end, and the task that hears all it says."""
    process = await forks.start(*there.words, cwd=there.folder, env=there.environment)
    said = asyncio.create_task(process.communicate())
    try:
        yield process, said
    finally:
        process.kill()
        await asyncio.wait({said})
        await process.wait()


async def _messages(there: Outside, ended: asyncio.Task[object], number: int) -> None:
    """Wait for so many more messages, or for the last there is."""
    enough = len(there) + number
    async with asyncio.timeout(PATIENCE):
        while len(there) < enough and not ended.done() and not there.all_done():  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.02)


async def _done(there: Outside, ended: asyncio.Task[object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not there.all_done() and not ended.done():  # noqa: ASYNC110 -- a database tells nobody
            await asyncio.sleep(0.1)


def _in_doubt(said: str) -> int:
    assert "Traceback" not in said, said
    return sum(int(number) for number in re.findall(r"event=ambiguous_at_start.*? deliveries=(\d+)", said))
