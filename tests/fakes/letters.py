"""A post office for letters: keeps what it was given, and answers as a script says."""

from collections import deque
from dataclasses import dataclass, field

from bot.model.delivery import Outcome, Receipt, Sent
from bot.model.mail_links import PATH
from bot.ports import Letter


@dataclass
class FakeLetters:
    """Implements `bot.ports.Letters`. When the script is over, all is taken."""

    answers: deque[Outcome] = field(default_factory=deque)
    posted: list[Letter] = field(default_factory=list)
    kept_here: str = ""  # why they do not leave this machine

    def hindrance(self) -> str:
        """As told."""
        return self.kept_here

    async def post(self, letter: Letter) -> Outcome:
        """Keep it."""
        self.posted.append(letter)
        return self.answers.popleft() if self.answers else Sent(Receipt(letter.key))

    def token(self, number: int = -1, link: int = 0) -> str:
        """What a link of a letter says."""
        return self.posted[number].links[link][1].partition(f"{PATH}/")[2]
