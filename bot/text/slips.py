"""Slips of the fingers: what somebody may have meant who typed a word that nobody knows."""

from collections.abc import Iterator
from string import ascii_lowercase


def slips(word: str) -> Iterator[str]:
    """The words one slip away: a letter too many, too few, another, two swapped; or another letter is doubled than
    should be: difussion for diffusion.
    """
    letters = ascii_lowercase if word.isascii() else "".join(dict.fromkeys(word + ascii_lowercase))
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
            if after[0] == after[1]:
                yield from _doubled(before + after[1:])


def _doubled(word: str) -> Iterator[str]:
    """The word with each of its letters doubled."""
    return (word[:at] + word[at] + word[at:] for at in range(len(word)))
