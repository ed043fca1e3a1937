"""What was freed goes back to the machine."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.app import free_memory

ROOT = Path(__file__).resolve().parents[3]
GLIBC = (
    sys.platform.startswith("linux")
    and hasattr(os, "confstr")
    and "glibc" in (os.confstr("CS_GNU_LIBC_VERSION") or "")
)

# Small pieces, every tenth of which stays: nothing of the rest goes back by itself.
FRAGMENTED = """
    import re
    from pathlib import Path
    from bot.app.free_memory import few_arenas, give_back

    def resident():
        return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

    assert few_arenas()
    pieces = [bytes(5_000 + n % 50) for n in range(40_000)]
    kept = pieces[::10]
    full = resident()
    del pieces
    before = resident()
    give_back()
    print(full, before, resident())
"""


@pytest.mark.skipif(not GLIBC, reason="another C library gives memory back by itself, or not at all")
def test_fragmented_memory_goes_back_when_told():
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", textwrap.dedent(FRAGMENTED)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=50,
    )  # fmt: skip
    full, before, after = map(int, done.stdout.split())
    assert before > 0.8 * full, "it would have gone back by itself: the test shows nothing"
    assert after < 0.6 * full


def test_where_there_is_nothing_to_tell_nothing_happens(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert free_memory.few_arenas() is False
    free_memory.give_back()
