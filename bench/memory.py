"""Feedback of the running bot with 100,000 papers, searched and planned once: `python -m bench.memory [--papers N]`.

The application as `paperboy run` wires it, with the code of every platform loaded, in this process; what the benchmark
itself holds is little. The library's database is copied, because the channel that is planned for is set up in it.
"""

import argparse
import asyncio
import importlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.catalogue import copied, library
from bench.table import Figure, show
from bot.app.duties import plan
from bot.model.channel import Address
from bot.ports.request import Person, Request
from bot.wiring.application import open_application

SEARCHES = (
    "search diffusion",
    "search multi*",
    'search "language model" reasoning',
    "search difusion modle",
    "search how do I keep a model from forgetting old tasks",
    "similar arxiv:1000.00007",
)
TYPED = ("subscribe diffusion, reasoning, multi* | RAG", *SEARCHES, "preview", "list")


async def run(papers: int, folder: Path) -> list[Figure]:
    os.environ["PAPERBOY_DATABASE"] = str(copied(await library(papers), folder))
    for name in ("adapters.slack", "adapters.discord"):
        importlib.import_module(name)
    figures = [Figure("with the code loaded", megabytes("VmRSS"), "MB")]
    async with open_application() as application:
        await application.store.index.repair()
        for text in TYPED:
            request = Request(
                address=Address("terminal", "", "bench"),
                person=Person(id="bench", manager=True),
                now=application.clock.now(),
                text=text,
            )
            await application.desk.answer(request)
        figures.append(Figure("searched", megabytes("VmRSS"), "MB", 200))
        await plan(application)
        figures.append(Figure("searched and planned", megabytes("VmRSS"), "MB", 200))
        figures.append(Figure("the most there ever was", megabytes("VmHWM"), "MB"))
    return figures


def megabytes(line: str) -> float:
    """Of this process, from https://man7.org/linux/man-pages/man5/proc_pid_status.5.html."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(each.split()[1]) / 1024 for each in status.splitlines() if each.startswith(f"{line}:"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=100_000)
    sizes = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(run(sizes.papers, Path(folder)))
    show(f"memory of the bot, {sizes.papers:,} papers", figures)


if __name__ == "__main__":
    main()
