"""A process that reads what sources sent and nothing else: it has limits, no secrets, and may be killed any time.

It answers on its standard output what it is asked on its standard input: lengths, then pickled values. Started by
`parsers`; it ends when whoever started it is gone.
"""

import importlib
import os
import pickle
import sys
from collections.abc import Callable
from typing import IO, Any, Final

from adapters.sources.common.process_limits import limit_memory, limit_time
from bot.errors import SourceError

LENGTH: Final = 8  # bytes that say how long what follows is
# What takes long to import.
READY: Final = ("adapters.sources.parse.announcement", "adapters.sources.parse.rss_entries", "feedparser")
MEMORY: Final = 512_000_000  # bytes beyond what it starts with; arXiv's longest feed takes 60 million
LONGEST: Final = 64_000_000  # bytes of what it gives back
TOO_LARGE: Final = "it takes too much memory"


def main() -> None:
    """Answer until there is nothing more to read; the argument is how many seconds each answer may take."""
    seconds = int(sys.argv[1])
    asked, said = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not get between the answers
    for name in READY:
        importlib.import_module(name)
    limit_memory(MEMORY)
    while (job := receive(asked)) is not None:
        limit_time(seconds)
        send(said, _answer(job))


def send(stream: IO[bytes], data: bytes) -> None:
    """The length, then the bytes."""
    stream.write(len(data).to_bytes(LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """What was sent; None if the other end is gone, or says that it is longer than anything may be."""
    head = stream.read(LENGTH)
    length = int.from_bytes(head, "big")
    if len(head) < LENGTH or length > LONGEST:
        return None
    data = stream.read(length)
    return data if len(data) == length else None


def _answer(job: bytes) -> bytes:
    """(what was read, why it was not, in the reader's own sentence)."""
    try:
        reader: Callable[..., Any]
        reader, given, named = pickle.loads(job)  # noqa: S301 -- it comes from Paperboy itself
        answer = pickle.dumps((reader(*given, **named), "", ""))
    except MemoryError:
        return pickle.dumps((None, TOO_LARGE, ""))
    except SourceError as error:
        return pickle.dumps((None, "", error.sentence))
    except Exception as error:  # noqa: BLE001 -- whatever a reader broke on is that answer's fault alone
        return pickle.dumps((None, f"it cannot be read ({type(error).__name__})", ""))
    return answer if len(answer) <= LONGEST else pickle.dumps((None, TOO_LARGE, ""))


if __name__ == "__main__":
    main()
