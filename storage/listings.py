"""Listings: what sources say of papers over time; kept where it says something new, and summed up in the paper."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.model.paper import Listing
from bot.papers.signals import observe, signals
from storage.connection import Connection
from storage.rows.papers import listing, listing_columns, names
from storage.statements import statements

_SQL = statements("ingest")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many listings were kept, and whether any was a paper's first of a source and date."""

    listings: int
    fresh: bool


def keep(
    connection: Connection, listings: Iterable[tuple[int, Listing]], also: Iterable[int], revision: int
) -> Kept:
    """Keep what is worth keeping of (paper's key, listing); sum these papers up anew, and those of `also`.

    A paper whose sources or list dates changed gets a revision after the given one.
    """
    new = {(key, each.source, each.list_date, each.observed): each for key, each in listings}
    known = _known(connection, {key for key, *_ in new} | set(also))
    add, drop, fresh = [], [], False
    for (key, source, list_date), group in groupby(sorted(new), lambda each: each[:3]):
        before = [each for each in known[key] if (each.source, each.list_date) == (source, list_date)]
        for name in group:
            each = new[name]
            worth, replaced = observe(before, each)
            if not worth:
                continue
            fresh = fresh or not before
            add.append(listing_columns(key, each))
            before.append(each)
            known[key].append(each)
            if replaced is not None:
                drop.append(listing_columns(key, replaced)[:4])
                before.remove(replaced)
                known[key].remove(replaced)
    connection.executemany(_SQL["add_listing"], add)
    connection.executemany(_SQL["drop_listing"], drop)
    _sum_up(connection, known, revision)
    return Kept(len(add), fresh)


def _known(connection: Connection, keys: set[int]) -> dict[int, list[Listing]]:
    known: dict[int, list[Listing]] = {key: [] for key in keys}
    for row in connection.execute(_SQL["listings"], {"keys": json.dumps(sorted(keys))}):
        known[row[0]].append(listing(row[1:], ""))
    return known


def _sum_up(connection: Connection, known: Mapping[int, list[Listing]], revision: int) -> None:
    rows = []
    for step, (key, listings) in enumerate(sorted(known.items()), start=1):
        if listings:
            total = signals(listings)
            rows.append(
                {
                    "id": key,
                    "revision": revision + step,
                    "first_listed": total.first_listed.isoformat(),
                    "last_listed": total.last_listed.isoformat(),
                    "upvotes": total.upvotes,
                    "velocity": total.velocity,
                    "comments": total.comments,
                    "sources": names(total.sources),
                }
            )
    connection.executemany(_SQL["signals"], rows)
