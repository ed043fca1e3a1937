"""Three processes deliver from one PostgreSQL and one is killed (`kill -9`) at a random moment: none twice, none lost.

`python -m bench.workers [--rounds 3] [--channels 200]`; a round takes a minute, since a worker is taken for dead after 30 s.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from storage.postgres.address import address
from storage.postgres.store import open_postgres
from tests.fakes import postgres
from tests.integration.test_delivery_crash import PAPERS, furnish

PROCESSES = 3
LIMIT_SECONDS = 240.0


async def fill(url: str, folder: Path, channels: int) -> None:
    """So many planned digests."""
    async with open_postgres(address(url), index=folder / "x") as store:
        await furnish(store, channels)


def count(url: str, folder: Path) -> tuple[int, int]:
    """Deliveries there are, and those that are not sent."""

    async def go() -> tuple[int, int]:
        async with open_postgres(address(url), index=folder / "x") as store:
            ask = "SELECT count(*), count(*) FILTER (WHERE state <> 'sent') FROM delivery"
            found: tuple[int, int] = await store.database.read(lambda db: db.execute(ask).fetchone())
            return found

    return asyncio.run(go())


def one_round(seed: int, channels: int, folder: Path) -> tuple[int, int, float]:
    """Messages that came twice, that are missing, and the seconds from the kill to the last receipt."""
    url, chance = postgres.new_database(), random.Random(seed)
    asyncio.run(fill(url, folder, channels))
    accepted = folder / f"accepted{seed}"
    accepted.touch()
    words = [sys.executable, "-m", "tests.integration.delivering", url, str(accepted)]
    started = [subprocess.Popen([*words, str(seed * 10 + n)], stdout=subprocess.DEVNULL) for n in range(PROCESSES)]  # noqa: S603 -- our own
    try:
        until = chance.uniform(0.1, 0.9) * channels * (PAPERS + 1)
        while accepted.read_bytes().count(b"\n") < until:
            time.sleep(0.01)
        started[0].send_signal(signal.SIGKILL)
        killed = time.monotonic()
        for each in started[1:]:
            each.wait(LIMIT_SECONDS)
    finally:
        for each in started:
            with contextlib.suppress(ProcessLookupError):
                each.kill()
            each.wait()
    took = time.monotonic() - killed
    there = Counter(accepted.read_text(encoding="ascii").split())
    total, unsent = count(url, folder)
    return sum(n - 1 for n in there.values()), total - len(there) + unsent, took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--channels", type=int, default=200, help=f"{PAPERS + 1} messages each")
    said = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(said.rounds):
            seed = random.SystemRandom().randrange(10**6)
            twice, lost, took = one_round(seed, said.channels, Path(folder))
            wrong += twice + lost
            print(
                f"round {number + 1} (seed {seed}): {twice} twice, {lost} lost, done {took:.0f} s after the kill",
                flush=True,
            )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
