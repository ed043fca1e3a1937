"""By which clock something is deleted for good: one that has gone evenly for a day, restarts and naps included."""

from datetime import UTC, datetime, timedelta

from bot.app.clock_steps import goes_evenly
from tests.each_of import each_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Facts:
    """The one that is kept."""

    def __init__(self) -> None:
        self.kept: str | None = None

    async def read(self, platform: str, name: str) -> str | None:
        return self.kept

    async def write(self, platform: str, name: str, value: str | None) -> None:
        self.kept = value


@each_of(
    ("hours", "believed"),
    [
        ([0], False),
        ([0, 12, 23], False),
        ([0, 12, 24], True),
        ([0, 12, 11.9, 24], True),  # two machines look
        ([0, 12, 11, 24], False),
        ([0, 8, 16, 30], True),  # it was off or asleep for a night
        ([0, 12, 24, 9_600, 9_602], False),  # four hundred days ahead for two hours
        ([0, 12, 24, 9_600, 9_602, 26, 49], False),  # and back again
        ([0, 12, 24, 9_600, 9_602, 26, 49, 50], True),
        ([0, 12, 24, 72, 84], False),  # two days off: that may be a clock ahead as well
        ([0, 12, 24, 72, 84, 96], True),
    ],
)
async def test_a_clock_is_believed_after_a_day_of_even_looks(hours: list[float], believed: bool) -> None:
    facts = Facts()
    said = [await goes_evenly(facts, NOW + timedelta(hours=each)) for each in hours]  # type: ignore[arg-type]
    assert said[-1] is believed
