"""A stop in the middle of a night's digests: what is under way ends or is handed over, and nothing comes twice."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.acceptance.process import PATIENCE
from tests.acceptance.three_platforms import HOUR, Outside, Record, outside
from tests.forks import Forked, Forks

SLOW = 0.4  # seconds in which each platform answers


async def _stopped(there: Outside, forks: Forks, process: Forked) -> None:
    said = asyncio.create_task(process.communicate())
    before = len(there)
    try:
        async with asyncio.timeout(PATIENCE):
            while len(there) == before and not said.done() and not there.all_done():  # noqa: ASYNC110 -- fakes tell nobody
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(asyncio.shield(said), PATIENCE)
    finally:
        process.kill()
        await asyncio.wait({said})
        await process.wait()
    assert process.returncode == 0, err.decode()
    assert "Traceback" not in err.decode()
    assert "ambiguous_at_start" not in err.decode(), "what was under way ended before the process did"


@pytest.mark.timeout(180)  # slow platforms on a busy machine
async def test_a_stop_in_the_middle_of_digests_hands_over_and_nothing_is_in_doubt(
    tmp_path: Path, moved_forks: Forks
) -> None:
    async with outside(tmp_path) as there:
        there.slack.teams["xoxb-T1"].latency = there.smtp.latency = there.discord.latency = SLOW
        await there.subscribe()
        there.next_day(HOUR - 1)
        stops = 0
        while not there.database.exists() or not stops or not there.all_done():
            process = await moved_forks.start(*there.words, cwd=there.folder, env=there.environment)
            await _stopped(there, moved_forks, process)
            stops += 1
    record = Record.of(there)
    assert stops > 1, "it was not stopped in the middle"
    assert (record.twice, record.lost, record.early) == ([], [], [])
    assert record.parked.total() == record.unsettled == 0


@pytest.mark.timeout(180)
async def test_a_stop_while_a_platform_answers_never_hands_over_and_the_next_start_posts_it_once(
    tmp_path: Path, moved_forks: Forks
) -> None:
    async with outside(tmp_path) as there:
        await there.subscribe()
        hung = there.slack.stalled["C0"] = asyncio.Event()
        there.next_day(HOUR + 1)
        process = await moved_forks.start(*there.words, cwd=there.folder, env=there.environment)
        said = asyncio.create_task(process.communicate())
        try:
            async with asyncio.timeout(PATIENCE):
                while not said.done() and not _asked(there, "C0"):  # noqa: ASYNC110 -- fakes tell nobody
                    await asyncio.sleep(0.01)
            process.send_signal(signal.SIGTERM)
            _, err = await asyncio.wait_for(asyncio.shield(said), PATIENCE)  # the platform has still not answered
        finally:
            process.kill()
            await asyncio.wait({said})
            await process.wait()
        assert process.returncode == 0, err.decode()
        assert "Traceback" not in err.decode()
        sending = there.rows("SELECT count(*) FROM delivery WHERE state = 'sending'")
        assert sending == [(0,)], "what was under way is handed over, not left to be found"
        hung.set()
        del there.slack.stalled["C0"]
        while not there.all_done():
            process = await moved_forks.start(*there.words, cwd=there.folder, env=there.environment)
            await _stopped(there, moved_forks, process)
    record = Record.of(there)
    assert (record.twice, record.lost, record.early) == ([], [], [])
    assert record.parked.total() == record.unsettled == 0


def _asked(there: Outside, channel: str) -> bool:
    return any(
        method == "chat.postMessage" and arguments["channel"] == channel for method, arguments in there.slack.calls
    )
