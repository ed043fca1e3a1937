"""What this process may take, where its system can be told: Windows has no such limits, macOS none of memory."""

import sys

if sys.platform == "win32":

    def limit_memory(more: int) -> None:
        """Nothing: whoever started the process ends it at a deadline."""

    def limit_time(seconds: int) -> None:
        """Nothing, as above."""

else:
    import os
    import resource
    from contextlib import suppress
    from pathlib import Path

    def limit_memory(more: int) -> None:
        """From now on at most so many bytes more than there are; what takes more gets a MemoryError."""
        with suppress(OSError, ValueError):  # a sandbox may forbid it: the deadline is left
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            most = pages * os.sysconf("SC_PAGE_SIZE") + more
            resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def limit_time(seconds: int) -> None:
        """From now on so many seconds of the processor, then the system ends the process (SIGXCPU)."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        with suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, most))
