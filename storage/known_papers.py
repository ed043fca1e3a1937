"""What is known of the papers that a fetch may be about."""

import json

from bot.papers.identity import title_key
from bot.papers.sighting import Sighting, ids_of
from bot.ports import Fetched
from storage.connection import Connection
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("ingest")
_PAPERS = statements("papers")


def known_papers(connection: Connection, fetched: Fetched) -> Sighting:
    """The papers that the fetch may be about: those with its ids, its links, and its titles."""
    found = Sighting()
    last_key, found.revision = connection.execute(_SQL["last_key"]).fetchone()
    found.next_key = last_key + 1
    sights = (*fetched.papers, *fetched.revisions)
    ids = {each for paper in sights for each in ids_of(paper)} | {each.paper_id for each in fetched.listings}
    ids |= {each.because for each in fetched.recommended}
    titles = {title_key(paper.title) for paper in sights} - {""}
    found.by_id = dict(connection.execute(_SQL["aliases"], {"ids": json.dumps(sorted(ids))}))
    keys = set(found.by_id.values())
    for title, key in connection.execute(_SQL["alike"], {"title_keys": json.dumps(sorted(titles))}):
        found.by_title.setdefault(title, []).append(key)
        keys.add(key)
    for row in connection.execute(_PAPERS["by_key"], {"keys": json.dumps(sorted(keys))}):
        known = candidate(row)
        found.papers[known.key] = known.paper
    return found
