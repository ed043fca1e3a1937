"""A worker's heartbeats, as `storage.postgres.worker` has them: by those the others know that it lives, and it itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import StorageError
from storage.postgres.worker import BEAT_SECONDS, SURE_SECONDS
from tests.simulation.scenario import Event

DEAD_AFTER = 30.0  # seconds after its last beat the others take it for dead


@dataclass(slots=True)
class Heart:
    """It beats from its start to its death, but for when it stands still with its whole machine or is `cut_off`;
    nothing else has to happen for that, so a beat costs nothing.
    """

    started: float
    frozen: Sequence[Event]
    cut_off: Sequence[Event]
    died: float = float("inf")

    def beaten(self, now: float) -> float:
        """When the last beat arrived."""
        beats = (min(now, self.died) - self.started) // BEAT_SECONDS
        while beats > 0 and self._unheard(self.started + beats * BEAT_SECONDS):
            beats -= 1
        return self.started + beats * BEAT_SECONDS

    def lives(self, now: float) -> bool:
        """What the others think."""
        return now < self.beaten(now) + DEAD_AFTER

    def may_work(self, now: float) -> None:
        """StorageError if the others may soon take it for dead, as far as it can tell: the clock of a machine that
        was suspended did not go on.
        """
        before = self.beaten(now)
        slept = sum(max(0.0, min(now, each.at + each.seconds) - max(before, each.at)) for each in self.frozen)
        if now - before - slept >= SURE_SECONDS:
            raise StorageError("nobody has heard of this worker")

    def _unheard(self, at: float) -> bool:
        return any(each.at <= at < each.at + each.seconds for each in (*self.frozen, *self.cut_off))
