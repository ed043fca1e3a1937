"""Digests as rows, and back.

Picks are JSON: [[paper, score, [[query, [field, …]], …], flags], …] with flags 1 = carried over, 2 = community; a
third part of a reason is the title of what the paper is like.
"""

import json
from datetime import time
from functools import lru_cache
from typing import Any

from bot.model.digest import Counts, Digest, Pick, Reason
from storage.rows.instants import day, from_column, to_column

KEPT = 1 << 17  # picks and counts whose text is kept; a night's million channels share about 50,000 of each
_CARRIED, _COMMUNITY = 1, 2


class Written:
    """Picks and counts as they are written: thousands of channels share the very same ones.

    They are told apart by identity (comparing them takes as long as writing them), so each is held here.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}

    def picks(self, picks: tuple[Pick, ...]) -> str:
        """The column of some picks."""
        known = self._known.get(id(picks))
        return known[1] if known else self._keep(picks, _picks(picks))

    def counts(self, counts: Counts) -> str:
        """The column of some counts."""
        known = self._known.get(id(counts))
        return known[1] if known else self._keep(counts, _counts(counts))

    def _keep(self, what: object, column: str) -> str:
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[id(what)] = (what, column)
        return column


def columns(digest: Digest, written: Written) -> tuple[Any, ...]:
    """A digest's columns, from `local_date` to `late`."""
    return (
        digest.local_date.isoformat(),
        digest.slot,
        to_column(digest.planned),
        written.picks(digest.picks),
        written.counts(digest.counts),
        digest.note,
        None if digest.late is None else f"{digest.late:%H:%M}",
    )


def _counts(counts: Counts) -> str:
    kept = f"{counts.carried_over},{counts.mentions}"
    return f"[{counts.candidates},{counts.new},{counts.matched},{counts.posted},{kept}]"


def _picks(picks: tuple[Pick, ...]) -> str:
    """JSON put together from parts: the reasons of a query's picks are the same in every channel."""
    written = [f"[{each.paper},{float(each.score)!r},{_reasons(each.reasons)},{_flags(each)}]" for each in picks]
    return f"[{','.join(written)}]"


def _flags(pick: Pick) -> int:
    return _CARRIED * pick.carried + _COMMUNITY * pick.community


@lru_cache(maxsize=65_536)
def _reasons(reasons: tuple[Reason, ...]) -> str:
    return json.dumps(
        [
            [reason.query, reason.fields, reason.because] if reason.because else [reason.query, reason.fields]
            for reason in reasons
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def digest(row: tuple[Any, ...]) -> Digest:
    """A row of (local_date, slot, planned, picks, counts, note, late)."""
    local_date, slot, planned, picks, counts, note, late = row
    return Digest(
        local_date=day(local_date),
        slot=slot,
        planned=from_column(planned),
        picks=tuple(
            Pick(
                paper=paper,
                score=score,
                reasons=tuple(Reason(query, tuple(fields), *because) for query, fields, *because in reasons),
                carried=bool(flags & _CARRIED),
                community=bool(flags & _COMMUNITY),
            )
            for paper, score, reasons, flags in json.loads(picks)
        ),
        counts=Counts(*json.loads(counts)),
        note=note,
        late=None if late is None else time.fromisoformat(late),
    )


def papers(picks: str) -> list[int]:
    """The papers' keys in a column of picks."""
    return [pick[0] for pick in json.loads(picks)]
