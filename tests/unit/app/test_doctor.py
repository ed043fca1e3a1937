"""What the doctor says of sources and zones."""

from datetime import UTC, datetime

from bot.app import doctor
from bot.ports import Fetched

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Answering:
    def __init__(self, name: str, fetched: Fetched) -> None:
        self.name, self._fetched = name, fetched

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        assert cursor == "", "as a first poll would"
        return self._fetched


async def test_a_source_that_answers_is_well_and_one_that_does_not_gets_a_remedy():
    well, quiet, sick = await doctor.check_sources(
        [
            Answering("a", Fetched()),
            Answering("b", Fetched(note="weekend")),
            Answering("c", Fetched(ok=False, note="HTTP 503")),
        ],
        NOW,
    )
    assert (well.what, well.ok, well.detail, well.fix) == ("source a", True, "0 papers", "")
    assert (quiet.ok, quiet.detail) == (True, "0 papers; weekend")
    assert (sick.ok, sick.detail) == (False, "0 papers; HTTP 503")
    assert "internet" in sick.fix


def test_time_zones_are_there_or_the_remedy_is_said(monkeypatch):
    assert doctor.check_zones().ok
    monkeypatch.setattr(doctor, "zone_names", lambda: ("UTC",))
    monkeypatch.setattr(doctor, "TZPATH", ())
    bare = doctor.check_zones()
    assert (bare.ok, bare.detail) == (False, "1 known (the tzdata package)")
    assert "pip install tzdata" in bare.fix
