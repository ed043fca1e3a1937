"""Papers are read for the index in a second process where many are waiting and there is a second processor.

Reading takes as long as all else that an index made anew needs; what is remembered of words ends with the process.
"""

import marshal
import os
import pickle
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from bot.model.paper import Candidate
from storage import gc_pause
from storage.index.fields import Row, row

MANY = 5_000  # papers; of fewer half are read by the time that a process has started
_HOME = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP")  # no secret is among them


class Reader:
    """Reads papers, one thread at a time. End it."""

    def __init__(self, papers: int) -> None:
        self._process: Popen[bytes] | None = None
        if papers >= MANY and (os.cpu_count() or 1) > 1 and not hasattr(sys, "frozen"):
            passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            env = passed | {"PYTHONPATH": str(_HOME), "PYTHONSAFEPATH": "1"}
            command = [sys.executable, "-B", "-m", __name__]
            with suppress(OSError):  # where none can be started this process reads
                self._process = Popen(  # noqa: S603 -- our own interpreter and module
                    command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=env, start_new_session=True
                )

    def rows(self, papers: Sequence[Candidate]) -> Iterable[Row]:
        """What the index keeps of each; this process reads one when it is asked for, should there be no other."""
        if self._process and self._process.stdin and self._process.stdout:
            try:
                pickle.dump(papers, self._process.stdin, pickle.HIGHEST_PROTOCOL)
                self._process.stdin.flush()
                return list(marshal.load(self._process.stdout))  # noqa: S302 -- our own process sends it
            except (OSError, EOFError, ValueError):
                self.end()
        return map(row, papers)

    def end(self) -> None:
        """Whatever it is doing."""
        process, self._process = self._process, None
        if process:
            process.kill()
            with suppress(OSError):
                process.communicate()


def main() -> None:
    """Answer until whoever asks is gone."""
    with gc_pause.asleep(), suppress(EOFError):
        while True:
            papers = pickle.load(sys.stdin.buffer)  # noqa: S301 -- Paperboy itself sends them
            marshal.dump([row(each) for each in papers], sys.stdout.buffer)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
