"""The wall clock is wrong, is set, or stands still with a sleeping machine, while the process runs."""

import signal
import sqlite3
from pathlib import Path

from tests.acceptance.moved_clock import MachineClock
from tests.acceptance.process import Paperboy, Started
from tests.fakes.paper_server import PaperServer, each_days


async def posted(started: Started, number: int) -> None:
    """Wait for the channel's digest of that number."""
    await started.hears(f"(channel=a digest=.* state=sent .*){{{number}}}")


def digests(folder: Path) -> list[tuple[str, str]]:
    """The date and note of each of the channel's digests, in the order in which they were planned."""
    rows = sqlite3.connect(folder / "data/paperboy.db")
    try:
        return rows.execute(
            "SELECT local_date, note FROM digest JOIN channel ON channel.id = digest.channel WHERE name = 'a' ORDER BY digest.id"
        ).fetchall()
    finally:
        rows.close()


async def test_whatever_the_clock_does_each_date_has_its_digest_once(paperboy: Paperboy):
    clock = paperboy.clock = MachineClock(paperboy.folder / "clock", "2025-11-23T08:00:00+00:00")
    async with PaperServer() as server:
        server.answers["/api/daily_papers"] = each_days(clock.now)
        paperboy.settings["HUGGINGFACE_URL"] = server.url
        assert (await paperboy("channel", "add", "a", "--zone", "UTC")).status == 0
        assert (await paperboy("schedule", "9:00 daily", "--channel", "a")).status == 0
        async with await paperboy.start("run") as started:
            await started.hears("Stop it with Ctrl-C")
            clock.set("2026-11-23T09:00:01+00:00")  # a year behind, and set right
            await posted(started, 1)
            clock.set("2026-12-23T10:00:00+00:00")  # thirty days ahead for a moment
            await posted(started, 2)
            clock.set("2026-11-24T08:59:58+00:00")
            await posted(started, 3)
            clock.set("2026-11-27T11:00:00+00:00")  # a laptop that slept for three days
            await posted(started, 4)
            clock.set("2026-11-27T08:59:59+00:00")  # set back before the hour
            clock.set("2026-11-28T09:00:01+00:00")
            await posted(started, 5)
            ended = await started.end(signal.SIGTERM)
    assert ended.status == 0, ended.err
    assert ended.err.count("event=clock_stepped") >= 4
    assert "Traceback" not in ended.err
    found = digests(paperboy.folder)
    assert [day for day, _ in found] == ["2026-11-23", "2026-12-23", "2026-11-24", "2026-11-27", "2026-11-28"]
    assert "No digest could be posted from Wednesday 25 November to Thursday 26 November" in found[3][1]
    assert found[4][1] == "", ended.err
