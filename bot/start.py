"""Where the command `paperboy` begins: a signal is heard before the second in which everything is imported."""

import os
import signal


def main() -> None:
    """The command line."""
    if os.getpid() == 1:  # the kernel keeps every signal from the first process that it does not handle itself
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    from bot.__main__ import main as command_line  # noqa: PLC0415 -- see above

    command_line()
