"""A paper's row in the index: ascending rows go from the newest paper to the oldest.

FTS5 walks a list of rows upwards in two thirds of the time that it takes downwards.
"""

import numpy as np
from numpy.typing import NDArray

KEY_BITS = 32
ANY_KEY = (1 << KEY_BITS) - 1


def row_of(listed: int, key: int) -> int:
    """The row of a paper: descends with the (ordinal) date first listed, then with the paper's key."""
    return -((listed << KEY_BITS) | key)


def key_of(row: int) -> int:
    """The paper's key in a row's number."""
    return -row & ANY_KEY


def numbers(text: str | None) -> NDArray[np.int64]:
    """Rows or keys that SQLite hands over as one text (group_concat): row by row takes three times as long."""
    return np.fromstring(text or "", np.int64, sep=",")
