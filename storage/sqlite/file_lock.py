"""An exclusive lock on an open file, gone when that is closed or its process dies: flock, or what Windows has."""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # bytes are locked there, and a locked one cannot be read: one that nobody reads

    def lock(file: int) -> None:
        """Take it, or raise OSError at once if another has it."""
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def lock(file: int) -> None:
        """Take it, or raise OSError at once if another has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
