"""What a team makes of papers: who saved or hid one, how many voted for it, and what came of a week."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """One paper in one channel. Names are as people were called when they did it, "" where that is not known."""

    saved: bool = False
    saved_by: str = ""
    votes: int = 0
    hidden: bool = False
    hidden_by: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What a team did in the seven days before a digest. `most`: the paper with the most votes of these, by its
    title and address; "" where none has more than one.
    """

    saved: int = 0
    votes: int = 0
    most: str = ""
    most_url: str = ""
