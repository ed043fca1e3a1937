"""Ingest: papers, listings, cursor, faults and the poll's record of one fetch, in one transaction."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.paper import SAMPLE, Listing
from bot.papers.identity import title_key
from bot.papers.sighting import Sighting
from bot.ports import Fault, Fetched, Ingested
from storage.connection import Connection
from storage.fold_papers import fold
from storage.known_papers import known_papers
from storage.listings import keep
from storage.rows.faults import fault_row
from storage.rows.instants import to_column, to_column_or_null
from storage.rows.papers import clean, columns
from storage.statements import statements

_SQL = statements("ingest")
KEPT_FAULTS = 1_000  # `status` shows a few; older ones tell nothing any more


def ingest(
    source: str, fetched: Fetched, now: datetime, connection: Connection, *, polled: bool = True
) -> Ingested:
    """Store what a source answered; runs in the writer's transaction."""
    if not (fetched.papers or fetched.revisions or fetched.listings or fetched.recommended):
        return _nothing(source, fetched, now, connection, polled=polled)
    sighting = known_papers(connection, fetched)
    for paper in fetched.papers:
        sighting.sight(paper)
    for paper in fetched.revisions:
        sighting.revise(paper)
    _write(connection, sighting, now)
    listings, lost = list[tuple[int, Listing]](), list[Fault]()
    for each in fetched.listings:
        key = sighting.key_of(each)
        if key is None:
            lost.append(Fault(each.paper_id, "listed, but not described"))
        else:
            listings.append((key, each))
    kept = keep(connection, listings, {into for _, into in sighting.folds}, sighting.revision)
    _recommend(connection, sighting, fetched, now)
    _record_faults(connection, source, (*fetched.faults, *lost), now)
    _mind_the_sample(connection, source, real=bool(fetched.listings) and polled)
    if polled:
        _record_poll(connection, source, fetched, now, fresh=bool(sighting.added) or kept.fresh)
    return Ingested(papers_new=len(sighting.added), papers_updated=len(sighting.updated), listings=kept.listings)


def _nothing(source: str, fetched: Fetched, now: datetime, connection: Connection, *, polled: bool) -> Ingested:
    """Most answers of a day hold nothing new: the papers are not looked at for them."""
    _record_faults(connection, source, fetched.faults, now)
    _mind_the_sample(connection, source, real=False)
    if polled:
        _record_poll(connection, source, fetched, now, fresh=False)
    return Ingested()


def _recommend(connection: Connection, sighting: Sighting, fetched: Fetched, now: datetime) -> None:
    pairs = ((sighting.by_id.get(each.paper_id), sighting.by_id.get(each.because)) for each in fetched.recommended)
    rows = [(paper, because, to_column(now)) for paper, because in pairs if paper and because and paper != because]
    connection.executemany(_SQL["recommend"], rows)


def _mind_the_sample(connection: Connection, source: str, *, real: bool) -> None:
    """The bundled sample serves until a source that is polled has papers."""
    if source == SAMPLE:
        connection.execute(_SQL["sample_serves"])
    elif real and connection.execute(_SQL["sample_served"]).rowcount:
        connection.execute(_SQL["retire_sample"])


def _write(connection: Connection, sighting: Sighting, now: datetime) -> None:
    new = [
        (key, *columns(paper), title_key(paper.title), to_column(now), sighting.revision + step)
        for step, (key, paper) in enumerate(((key, sighting.papers[key]) for key in sighting.added), start=1)
    ]
    sighting.revision += len(new)
    connection.executemany(_SQL["insert"], new)
    for one, into in sighting.folds:
        if one not in sighting.new:
            sighting.revision += 1
            fold(connection, one, into, sighting.revision)
    changed = [
        (*columns(paper), title_key(paper.title), sighting.revision + step, key)
        for step, (key, paper) in enumerate(((key, sighting.papers[key]) for key in sighting.updated), start=1)
    ]
    sighting.revision += len(changed)
    connection.executemany(_SQL["update"], changed)
    connection.execute(_SQL["withdraw"], {"now": to_column(now), "keys": json.dumps(sighting.updated)})
    connection.executemany(_SQL["add_alias"], sorted((clean(each), key) for each, key in sighting.by_id.items()))


def _record_faults(connection: Connection, source: str, faults: Iterable[Fault], now: datetime) -> None:
    rows = [fault_row(now, source, each) for each in faults]
    if rows:
        connection.executemany(_SQL["fault"], rows)
        connection.execute(_SQL["trim_faults"], {"keep": KEPT_FAULTS})


def _record_poll(connection: Connection, source: str, fetched: Fetched, now: datetime, *, fresh: bool) -> None:
    wait, at = fetched.retry_after, to_column(now)
    connection.execute(
        _SQL["poll"],
        {
            "source": source,
            "cursor": fetched.cursor if fetched.ok else "",
            "asked": at,
            "fresh": at if fresh else None,
            "note": clean(fetched.note),
            "ok": int(fetched.ok),
            "not_before": to_column_or_null(now + timedelta(seconds=wait) if wait else None),
            "answered": at if fetched.ok else None,
            "failing": None if fetched.ok else at,
        },
    )
