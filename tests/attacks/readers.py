"""Readers as an attacker would like them; they run in processes of their own."""

import os
import sys
from collections.abc import Mapping

from adapters.sources.common.process_limits import limit_time
from bot.errors import SourceError


def for_ever(body: bytes) -> bytes:
    """Takes the processor and never ends."""
    while True:
        body = body[::-1]


def asleep(body: bytes) -> bytes:
    """Takes nothing, and never ends."""
    limit_time(1_000)
    while True:
        os.read(os.pipe()[0], 1)


def all_memory(size: int) -> int:
    """Takes so many bytes at once."""
    return len(bytearray(size))


def long_answer(size: int) -> str:
    """Gives so many characters back."""
    return "x" * size


def environment() -> Mapping[str, str]:
    """What a reader can see of the environment."""
    return dict(os.environ)


def prints(text: str) -> str:
    """Writes where the answers go."""
    print(text, flush=True)  # noqa: T201 -- that is the attack
    os.write(1, text.encode())
    return text


def dies(code: int) -> None:
    """Ends its process."""
    os._exit(code)


def breaks(text: str) -> None:
    """Raises."""
    raise ValueError(text)


def says(sentence: str) -> None:
    """Says itself what is wrong."""
    raise SourceError(sentence)


def parsers_loaded() -> bool:
    """Whether feedparser is in this process."""
    return "feedparser" in sys.modules
