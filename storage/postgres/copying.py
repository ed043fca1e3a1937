"""Many rows by COPY, which costs the server a third of what an INSERT with ON CONFLICT does.

https://www.postgresql.org/docs/current/sql-copy.html (text format)
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

_INSERT = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \(([^()]*)\)")
_SPECIAL = re.compile(r"[\\\t\r\n\0]")
_ESCAPED = {"\\": r"\\", "\t": r"\t", "\r": r"\r", "\n": r"\n", "\0": "\ufffd"}  # the last cannot be stored


class Target(NamedTuple):
    """Where rows go. `constants`: of each column what the statement itself says, or None for the next of a row."""

    table: str
    columns: tuple[str, ...]
    constants: tuple[str | None, ...]

    def lines(self, rows: Sequence[Sequence[Any]]) -> bytes:
        """The rows as COPY reads them."""
        given = iter(zip(*rows, strict=True))
        columns = [_written(next(given)) if said is None else repeat(said, len(rows)) for said in self.constants]
        return "".join([f"{line}\n" for line in map("\t".join, zip(*columns, strict=True))]).encode()


@lru_cache
def target(text: str) -> Target:
    """Of an INSERT for one row (`VALUES ($1, 'queued', $2)`), whose values stand in order."""
    found = _INSERT.search(text)
    assert found is not None, text  # noqa: S101 -- our own statement
    table, columns, values = found.groups()
    constants = [None if value.startswith("$") else value.strip("'") for value in values.split(", ")]
    return Target(table, tuple(columns.split(", ")), tuple(constants))


def _written(values: Sequence[Any]) -> list[str]:
    return [str(each) if type(each) is int else _one(each) for each in values]


def _one(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], value) if _SPECIAL.search(value) else value
    return str(+value)
