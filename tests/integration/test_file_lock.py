"""One process at a time: a locked file cannot be locked again before it is closed, and can be read meanwhile."""

import os

import pytest

from storage.sqlite.file_lock import lock


def test_a_lock_is_one_holders_until_it_is_closed(tmp_path):
    path = tmp_path / "lock"
    first = os.open(path, os.O_RDWR | os.O_CREAT)
    lock(first)
    os.write(first, b"held")
    second = os.open(path, os.O_RDWR)
    with pytest.raises(OSError):  # noqa: PT011 -- its number differs by system
        lock(second)
    assert os.read(second, 9) == b"held"
    os.close(first)
    lock(second)
    os.close(second)
