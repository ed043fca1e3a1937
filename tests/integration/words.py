"""A process of a test's own words: `python -m tests.integration.words CODE WORD…`."""

import sys
import textwrap

from tests.forks import Forks

MODULE = "tests.integration.words"


async def ended(forks: Forks, code: str, *words: str) -> tuple[int, str]:
    """How a process ends that runs the code, and what it said of errors; the words are its `sys.argv[1:]`."""
    process = await forks.start(MODULE, textwrap.dedent(code), *words)
    _, said = await process.communicate()
    return await process.wait(), said.decode()


if __name__ == "__main__":
    exec(sys.argv.pop(1))  # noqa: S102 -- a test's own words
