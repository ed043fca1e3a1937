"""Sets of the day's papers as integers: bit n is paper n."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
FEW = 32  # papers up to which a set is made faster one by one


def places(bits: int) -> Places:
    """Which papers are in the set, ascending."""
    return flags([bits], bits.bit_length()).ravel().nonzero()[0]


def flags(sets: Sequence[int], size: int) -> NDArray[np.bool_]:
    """Which of `size` papers are in each of several sets, one set below the other."""
    width = (size + 7) // 8
    raw = b"".join([bits.to_bytes(width, "little") for bits in sets])
    lines = np.frombuffer(raw, dtype=np.uint8).reshape(len(sets), width)
    return np.unpackbits(lines, axis=1, count=size, bitorder="little").view(np.bool_)


def from_flags(flags: NDArray[np.bool_]) -> int:
    """The set of papers whose flag is true."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def from_places(members: Iterable[int]) -> int:
    """The set of these papers."""
    ordered = sorted(members)
    if len(ordered) > FEW:  # each shift makes a number as long as the set
        flags = np.zeros(ordered[-1] + 1, np.bool_)
        flags[ordered] = True
        return from_flags(flags)
    bits = 0
    for member in ordered:
        bits |= 1 << member
    return bits
