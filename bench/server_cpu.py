"""What a server on this machine took of the processors so far, its children with it: Linux says so in /proc."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(process: int) -> float:
    """Of the process, the children that live, and those that ended; 0 where there is no /proc."""
    total = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()
        except OSError:  # it ended meanwhile
            continue
        user, system, user_of_ended, system_of_ended = map(int, fields[11:15])
        if each.parent.name == str(process):
            total += user + system + user_of_ended + system_of_ended
        elif fields[1] == str(process):
            total += user + system
    return total / _TICKS
