"""Sets of papers as bits: bit n is the paper with key n. All sets of one query are of one size."""

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
Keys = NDArray[np.int64]


def from_keys(keys: Keys, size: int) -> Bits:
    """These papers, in so many bytes."""
    flags = np.zeros(size * 8, np.bool_)
    flags[keys] = True
    return np.packbits(flags, bitorder="little")


def keys_of(bits: Bits) -> Keys:
    """The papers, ascending; quick where they are few."""
    places = bits.nonzero()[0]
    flags = np.unpackbits(bits[places], bitorder="little").reshape(-1, 8)
    rows, columns = flags.nonzero()
    return places[rows] * 8 + columns


def count(bits: Bits) -> int:
    """How many papers."""
    return int.from_bytes(bits.tobytes(), "little").bit_count()


def within(keys: Keys, bits: Bits) -> NDArray[np.bool_]:
    """Of each of these papers whether it is in the set."""
    inside: NDArray[np.bool_] = (bits[keys >> 3] >> (keys & 7) & 1).astype(np.bool_)
    return inside
