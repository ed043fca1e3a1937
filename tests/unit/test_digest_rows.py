"""Digests as rows: what a million channels share is written once."""

from datetime import UTC, date, datetime

from bot.digest import DAILY, Counts, Digest, Pick, Reason
from storage import digest_rows

PICKS = (Pick(paper=7, score=1.5, reasons=(Reason("diffusion", ("title",)),), carried=True),)


def digest_of(picks: tuple[Pick, ...]) -> Digest:
    return Digest(
        local_date=date(2026, 11, 20),
        slot=DAILY,
        planned=datetime(2026, 11, 20, 9, tzinfo=UTC),
        picks=picks,
        counts=Counts(3, 2, 1, 1, 0),
        note="Late.",
    )


def test_a_digest_comes_back_as_it_was() -> None:
    assert digest_rows.digest(digest_rows.columns(digest_of(PICKS), digest_rows.Written())) == digest_of(PICKS)


def test_the_same_picks_are_written_once_and_others_by_themselves() -> None:
    written = digest_rows.Written()
    once, again = (digest_rows.columns(digest_of(PICKS), written)[3] for _ in range(2))
    assert once is again
    assert digest_rows.columns(digest_of(()), written)[3] == "[]"


def test_what_is_kept_is_bounded_and_never_taken_for_something_else(monkeypatch) -> None:
    monkeypatch.setattr(digest_rows, "KEPT", 3)
    written = digest_rows.Written()
    for paper in range(50):  # each is gone at once, so that its place in memory is used again
        picks = (Pick(paper=paper, score=0.5, reasons=()),)
        assert written.picks(picks) == f"[[{paper},0.5,[],0]]"
        assert written.counts(Counts(paper, 2, 3, 1, 2)) == f"[{paper},2,3,1,2]"
        assert len(written._known) <= 3
