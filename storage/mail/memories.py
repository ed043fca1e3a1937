"""What is kept of addresses, within the caller's transaction."""

from bot.ports.mail_requests import End, Memory
from storage.connection import Connection
from storage.rows.instants import from_column_or_null, to_column_or_null
from storage.statements import statements

_SQL = statements("mail_requests")


def read_memory(db: Connection, mark: str) -> Memory:
    """What is kept under a mark; nothing, of an address that was never written to."""
    row = db.execute(_SQL["memory"], {"mark": mark}).fetchone()
    if row is None:
        return Memory()
    written, letters, end, reason, ended = row
    return Memory(
        written=from_column_or_null(written),
        letters=letters,
        end=End(end) if end else None,
        reason=reason,
        ended=from_column_or_null(ended),
    )


def write_memory(db: Connection, mark: str, memory: Memory) -> None:
    """Keep it in the place of what was there."""
    row = {
        "mark": mark,
        "written": to_column_or_null(memory.written),
        "letters": memory.letters,
        "ending": memory.end or "",
        "reason": memory.reason,
        "ended": to_column_or_null(memory.ended),
    }
    db.execute(_SQL["remember"], row)
