"""Removal of channels with all that is theirs."""

import json
from collections.abc import Callable, Iterable
from typing import TypeVar

from storage.connection import Connection
from storage.rows.digests import papers
from storage.statements import statements

T = TypeVar("T")

_SQL = statements("remove_channels")
_WORKSPACES = statements("workspaces")


def overwriting(connection: Connection, job: Callable[[Connection], T]) -> T:
    """Run a job within the caller's transaction; what it deletes is overwritten: the file can be read, too."""
    connection.execute(_WORKSPACES["overwrite"]).fetchone()
    try:
        return job(connection)
    finally:
        connection.execute(_WORKSPACES["overwrite_no_more"]).fetchone()


def remove(connection: Connection, keys: Iterable[int]) -> None:
    """Delete the channels within the caller's transaction.

    What they have seen is found by their digests and what they hid: the table is keyed by paper.
    """
    channels = [(key,) for key in sorted(set(keys))]
    asked = {"channels": json.dumps([key for (key,) in channels])}
    seen = {
        (paper, channel) for channel, picks in connection.execute(_SQL["picked"], asked) for paper in papers(picks)
    }
    seen |= {(paper, channel) for paper, channel in connection.execute(_SQL["hidden"], asked)}
    merged = dict(
        connection.execute(_SQL["signposts"], {"papers": json.dumps(sorted({paper for paper, _ in seen}))})
    )
    connection.executemany(_SQL["unsee"], sorted((merged.get(paper, paper), channel) for paper, channel in seen))
    connection.execute(_SQL["digests"], asked)
    for name in ("audit", "waits", "faults", "lists", "asked", "channel"):
        connection.executemany(_SQL[name], channels)
    connection.execute(_SQL["queries"])
    connection.execute(_SQL["newest_query"])
