"""Editions: digests with all that a message shows of them, read set by set as many as are asked for."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model.digest import Edition, Pick
from bot.model.marks import Marks, Week
from bot.model.paper import Candidate
from storage.connection import Connection
from storage.feedback import marks, weeks
from storage.rows import channels, digests
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("plans")
_PAPERS = statements("papers")
_NOTHING: dict[int, Marks] = {}
_NONE = Week()


def edition(number: int, connection: Connection) -> Edition | None:
    """One of them, or None."""
    return editions([number], connection).get(number)


def editions(numbers: Sequence[int], connection: Connection) -> dict[int, Edition]:
    """By number, those that are there. A merged paper stands in for the one that was picked."""
    rows = connection.execute(_SQL["editions"], {"digests": json.dumps(list(numbers))})
    found = {row[0]: (digests.digest(row[1:8]), channels.channel(row[8:])) for row in rows}
    papers = _papers(connection, (pick for digest, _ in found.values() for pick in digest.picks))
    picked = {number: [papers[pick.paper] for pick in digest.picks] for number, (digest, _) in found.items()}
    pairs = {(home.key, each.key) for number, (_, home) in found.items() for each in picked[number]}
    made = marks(connection, sorted(pairs))
    told = [(number, home.key, digest.planned) for number, (digest, home) in found.items() if digest.picks]
    week = weeks(connection, told)
    return {
        number: Edition(
            digest=digest._replace(picks=tuple(map(_as_picked, digest.picks, picked[number]))),
            channel=home,
            papers=tuple(picked[number]),
            marks=made.get(home.key, _NOTHING),
            week=week.get(number, _NONE),
        )
        for number, (digest, home) in found.items()
    }


def _papers(connection: Connection, picks: Iterable[Pick]) -> dict[int, Candidate]:
    """By the keys that were picked."""
    keys = sorted({pick.paper for pick in picks})
    rows = connection.execute(_PAPERS["by_key"], {"keys": json.dumps(keys)}) if keys else ()
    return dict(zip(keys, map(candidate, rows), strict=True))


def _as_picked(pick: Pick, paper: Candidate) -> Pick:
    return pick if pick.paper == paper.key else replace(pick, paper=paper.key)
