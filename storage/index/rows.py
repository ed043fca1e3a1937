"""A paper's row in the index: its number ascends with the date first listed, so the newest are found first."""

KEY_BITS = 32
ANY_KEY = (1 << KEY_BITS) - 1


def row_of(listed: int, key: int) -> int:
    """The row of a paper: ascends with the (ordinal) date first listed, then with the paper's key."""
    return (listed << KEY_BITS) | key


def key_of(row: int) -> int:
    """The paper's key in a row's number."""
    return row & ANY_KEY
