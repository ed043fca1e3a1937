"""The tables in the order in which they are copied: what others refer to comes first."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from storage.connection import Connection
from storage.statements import statements

_SQL = statements("moving")
PAGE: Final = 5_000  # rows read and written at once


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `key` orders its rows, `where` says which are copied, `numbered` whether it gives out ids."""

    name: str
    key: str
    where: str = "1 = 1"
    numbered: bool = False

    def columns(self, db: Connection) -> list[str]:
        """By name, so that both engines have them in one order."""
        return sorted(name for (name,) in db.execute(_SQL["columns"], {"table": self.name}))

    def count(self, db: Connection) -> int:
        """How many rows are to be copied."""
        counted = f"SELECT count(*) FROM {self.name} WHERE {self.where}"  # noqa: S608 -- ours
        (rows,) = db.execute(counted).fetchone()
        return int(rows)

    def page(self, db: Connection, columns: Sequence[str], after: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The next rows after a key (empty: the first), each with its key at the end."""
        beyond = f"({self.key}) > ({', '.join('?' * len(after))})" if after else "1 = 1"
        chosen = f"SELECT {', '.join(columns)}, {self.key} FROM {self.name} WHERE {self.where} AND {beyond}"  # noqa: S608 -- ours
        ordered = f"{chosen} ORDER BY {self.key} LIMIT {PAGE}"
        return db.execute(ordered, tuple(after)).fetchall()

    def add(self, db: Connection, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Rows without their key."""
        places = ", ".join("?" * len(columns))
        one = f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 -- ours
        db.executemany(one, rows)

    def go_on_after(self, db: Connection, last: int) -> None:
        """The next id that it gives is a greater one."""
        db.execute(_SQL["go_on_after"], {"table": self.name, "last": last}).fetchall()

    def last_number(self, db: Connection) -> int:
        """The greatest id that it gave so far, as far as it remembers."""
        (last,) = db.execute(_SQL["last_number"], {"table": self.name}).fetchone()
        return int(last)


@dataclass(slots=True)
class Sum:
    """What tells two tables apart, in whatever order their rows are read."""

    rows: int = 0
    digest: int = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """More rows. A zero byte, which PostgreSQL has none of, counts as the mark that stands for it there."""
        for row in rows:
            said = repr([each.replace("\0", "\ufffd") if isinstance(each, str) else each for each in row])
            self.digest ^= int.from_bytes(
                hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).digest()
            )
        self.rows += len(rows)


MERGED_LAST = "CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END"
TABLES: Final = (
    Table("paper", f"{MERGED_LAST}, id"),
    Table("alias", "id"),
    Table("listing", "paper, source, list_date, observed"),
    Table("recommendation", "because, paper"),
    Table("poll", "source"),
    Table("fault", "id", numbered=True),
    Table("audit", "id", numbered=True),
    Table("event", "id"),
    Table("note", "platform, name"),
    Table("fact", "name", where="name NOT IN ('home', 'moved', 'worker')"),  # its own
    Table("workspace", "platform, workspace"),
    Table("person", "platform, workspace, person"),
    Table("channel", "id", numbered=True),
    Table("query", "id", numbered=True),
    Table("subscription", "channel, position"),
    Table("saved", "channel, paper"),
    Table("hidden", "channel, paper"),
    Table("submission", "channel, paper"),
    Table("vote", "platform, workspace, paper, person"),
    Table("time_before", "channel"),
    Table("discussion", "channel, paper"),
    Table("digest", "id", numbered=True),
    Table("seen", "paper, channel"),
    Table("told_withdrawn", "paper, channel"),
    Table("delivery", "id", numbered=True),
    Table("wait", "platform, workspace, channel"),
    Table("mail_request", "id", numbered=True),
    Table("mail_memory", "mark"),
)
SECRETS: Final = Table("secret", "platform, workspace, name")  # opened and sealed anew, not copied
