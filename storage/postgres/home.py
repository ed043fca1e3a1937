"""Where a database lives: one that was restored, elsewhere or to an earlier moment, says it lives elsewhere."""

from storage.connection import Connection
from storage.postgres.dialect import ENGINE, own_blocks
from storage.rows import facts

_SQL = own_blocks(ENGINE)
HOME = "home"  # the fact: the server and the database, the timeline, the transaction that wrote it


def is_known(db: Connection, asked: int) -> bool | None:
    """Whether the database is the one that was delivered from last; of a new one nothing is known.

    A new timeline is a standby that took over, if some worker has lived through it, and else a recovery to an
    earlier moment, for which all are stopped. It lived if it was heard of since `asked`, by the server's clock: at
    that moment workers had lived, too, and their rows came back. None: some may yet be heard of.
    """
    found = db.execute(_SQL["home_before"]).fetchone()
    if found is None:
        return False
    said, writer = found
    place, timeline = db.execute(_SQL["home"]).fetchone()
    parts = said.split()
    if " ".join(parts[:2]) != place or parts[3:] not in ([], [writer]):
        return False
    if parts[2:3] == [timeline]:
        return True
    heard = [seen for _, _, _, _, seen, *_ in db.execute(_SQL["workers"])]
    return (max(heard) > asked or None) if heard else False


def record(db: Connection) -> None:
    """It lives here from now on."""
    place, timeline = db.execute(_SQL["home"]).fetchone()
    (writer,) = db.execute(_SQL["this_transaction"]).fetchone()
    facts.write(db, HOME, f"{place} {timeline} {writer}")
