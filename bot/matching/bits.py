"""Sets of the day's papers as integers: bit n is paper n."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


def places(bits: int) -> Places:
    """Which papers are in the set, ascending."""
    raw = np.frombuffer(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, bitorder="little").nonzero()[0]


def from_flags(flags: NDArray[np.bool_]) -> int:
    """The set of papers whose flag is true."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def from_places(members: Iterable[int]) -> int:
    """The set of these papers."""
    bits = 0
    for member in members:
        bits |= 1 << member
    return bits
