"""Digests as rows: what a million channels share is written once."""

from datetime import UTC, date, datetime, time

from bot.model.digest import DAILY, Counts, Digest, Pick, Reason
from storage.rows import digests

PICKS = (Pick(paper=7, score=1.5, reasons=(Reason("diffusion", ("title",)),), carried=True),)


def digest_of(picks: tuple[Pick, ...]) -> Digest:
    return Digest(
        local_date=date(2026, 11, 20),
        slot=DAILY,
        planned=datetime(2026, 11, 20, 9, tzinfo=UTC),
        picks=picks,
        counts=Counts(3, 2, 1, 1, 0),
        note="Nothing is new.",
        late=time(9),
    )


def test_a_digest_comes_back_as_it_was() -> None:
    assert digests.digest(digests.columns(digest_of(PICKS), digests.Written())) == digest_of(PICKS)


def test_the_same_picks_are_written_once_and_others_by_themselves() -> None:
    written = digests.Written()
    once, again = (digests.columns(digest_of(PICKS), written)[3] for _ in range(2))
    assert once is again
    assert digests.columns(digest_of(()), written)[3] == "[]"


def test_what_is_kept_is_bounded_and_never_taken_for_something_else(monkeypatch) -> None:
    monkeypatch.setattr(digests, "KEPT", 3)
    written = digests.Written()
    for paper in range(50):  # each is gone at once, so that its place in memory is used again
        picks = (Pick(paper=paper, score=0.5, reasons=()),)
        assert written.picks(picks) == f"[[{paper},0.5,[],0]]"
        assert written.counts(Counts(paper, 2, 3, 1, 2)) == f"[{paper},2,3,1,2,0]"
        assert len(written._known) <= 3
