"""A reader under attack, and the errors that it may answer with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.errors import PaperboyError


@dataclass(frozen=True, slots=True)
class Target:
    """`read` is given bytes, or text made of them; whatever it raises beside Paperboy's own errors is a finding.

    `seeds` show what it usually reads, `words` are what an attacker would put together. `share`: of a thousand
    inputs of a whole run, how many are this one's (a quick reader is given more). `linear`: it is held to linear time
    for pieces that are repeated; not what only whoever runs Paperboy writes, and a library reads.
    """

    name: str
    read: Callable[[Any], object]
    seeds: tuple[str | bytes, ...]
    words: tuple[str, ...] = ()
    share: float = 10
    text: bool = True
    linear: bool = True

    def __call__(self, data: bytes) -> None:
        """One input; bytes that are no UTF-8 become halves of characters, as platforms cut them."""
        try:
            self.read(data.decode("utf-8", "surrogateescape") if self.text else data)
        except PaperboyError as error:
            error.sentence.encode("utf-8", "replace")

    def bodies(self) -> tuple[bytes, ...]:
        """The seeds as bytes."""
        return tuple(seed.encode() if isinstance(seed, str) else seed for seed in self.seeds)
