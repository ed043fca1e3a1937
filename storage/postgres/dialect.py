"""Statements as PostgreSQL reads them: those of `storage/queries` are written for both engines.

Parameters become `$1`, a few turns of phrase become PostgreSQL's own, and where that is not enough
`storage/postgres/queries` has a block of the same name, which takes the other's place.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from storage.connection import Values
from storage.statements import blocks, statements

ENGINE = "engine"  # the one topic that is PostgreSQL's alone
_TEXTS = frozenset({"ids", "title_keys", "platforms", "days", "names"})  # lists of text; all others are of numbers
_ROWS = frozenset({"pairs", "weeks"})  # lists of rows of numbers: [[1, 2], …]
_QUOTED_OR_COMMENT = r"'(?:[^']|'')*'|--[^\n]*"
_PARAMETER = re.compile(rf"{_QUOTED_OR_COMMENT}|(?<![:\w]):(?P<name>[a-z_]+)|\?")
_LIST = re.compile(r"json_each\(:(\w+)\)(?: AS asked)?")
_FIELD = re.compile(r"json_extract\(value, '\$\[(\d+)\]'\)")
_JOIN = re.compile(r"CROSS JOIN ((?:\w+|\([^()]*(?:\([^()]*\)[^()]*)*\)) AS \w+)(\s+)ON ")
_TOGETHER = re.compile(r"group_concat\(([\w.]+)\)")
_SAME = re.compile(r" IS (?=:)")
_ONE_ROW = re.compile(r"VALUES \(([^()]*)\)")
_PLACE = re.compile(r"\$(\d+)")
_NUL, _JSON_NUL = "\0", "\\u0000"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with `$n`; `names` says which named value each of them is (empty: they stand in order)."""

    text: str
    names: tuple[str, ...]
    lists: frozenset[int]  # which of them hold JSON

    def arguments(self, values: Values) -> Sequence[Any]:
        """The values in the order of `$n`, without what PostgreSQL does not store: a zero byte in text."""
        ordered = [values[name] for name in self.names] if isinstance(values, Mapping) else list(values)
        for place, value in enumerate(ordered):
            if type(value) is str and (nul := _JSON_NUL if place in self.lists else _NUL) in value:
                ordered[place] = value.replace(nul, "\ufffd")
        return ordered

    @property
    def counted(self) -> bool:
        """Whether it says how many rows it inserted where each may be there already."""
        return self.text.endswith("ON CONFLICT DO NOTHING")

    def columns(self, rows: Sequence[Values]) -> list[Sequence[Any]]:
        """The values of many by `$n`, as they are."""
        ordered = [[row[name] for name in self.names] if isinstance(row, Mapping) else row for row in rows]
        return list(zip(*ordered, strict=True))

    def rows(self, rows: Iterable[Values]) -> list[Sequence[Any]]:
        """The same for many."""
        return [self.arguments(row) for row in rows]


@lru_cache(maxsize=1024)
def translated(sql: str) -> Statement:
    """A statement of `storage/queries` for PostgreSQL."""
    own = _own().get(sql)
    text = sql if own is None else own
    text = _FIELD.sub(r"CAST(value ->> \1 AS BIGINT)", _LIST.sub(_list, text))
    text = _SAME.sub(" IS NOT DISTINCT FROM ", _JOIN.sub(r"JOIN \1\2ON ", text))
    text = _TOGETHER.sub(r"string_agg(CAST(\1 AS TEXT), ',')", text)
    names: list[str] = []
    lists: set[int] = set()

    def number(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None and found[0] != "?":
            return found[0]
        if name is None or name not in names:
            names.append(name or "")
        place = len(names) if name is None else names.index(name) + 1
        if text.startswith(" AS TEXT)::json", found.end()):
            lists.add(place - 1)
        return f"${place}"

    text = _PARAMETER.sub(number, text)
    return Statement(text, tuple(names) if any(names) else (), frozenset(lists))


def by_column(text: str, kinds: Sequence[str]) -> str:
    """A statement for one row (`INSERT … VALUES ($1, …)`, `UPDATE … WHERE …`) as one for many: its parameters are
    columns of these types, as `storage.postgres.columns` writes them.
    """
    values = _ONE_ROW.search(text)
    if values is None:
        change, _, which = _PLACE.sub(r"each.c\1", text).rpartition("WHERE ")
        return f"{change}FROM {_columns(kinds)} WHERE {which}"
    chosen = _PLACE.sub(r"each.c\1", values[1])
    many = f"SELECT {chosen} FROM {_columns(kinds)}"  # noqa: S608 -- our words
    return text[: values.start()] + many + text[values.end() :]


def _columns(kinds: Sequence[str]) -> str:
    columns = ", ".join(f"CAST(${number} AS TEXT)::{kind}[]" for number, kind in enumerate(kinds, 1))
    names = ", ".join(f"c{number}" for number in range(1, len(kinds) + 1))
    return f"unnest({columns}) AS each ({names})"


def own_blocks(topic: str) -> Mapping[str, str]:
    """The blocks of a topic that PostgreSQL has in words of its own."""
    file = files("storage.postgres.queries").joinpath(f"{topic}.sql")
    return blocks(file.read_text(encoding="utf-8")) if file.is_file() else {}


@lru_cache(maxsize=1)
def _own() -> Mapping[str, str]:
    """By the text whose place each takes: topics know no engine, so a statement is known by its text."""
    names = (each.name for each in files("storage.postgres.queries").iterdir() if each.name.endswith(".sql"))
    topics = {name.removesuffix(".sql") for name in names} - {ENGINE}
    return {statements(topic)[name]: text for topic in topics for name, text in own_blocks(topic).items()}


def _list(found: re.Match[str]) -> str:
    """A JSON list as rows of (key, value), as SQLite's json_each gives them, or of rows of numbers as (value)."""
    if found[1] in _ROWS:
        return f"json_array_elements(CAST(:{found[1]} AS TEXT)::json) AS asked (value)"
    kind = "TEXT" if found[1] in _TEXTS else "BIGINT"
    rows = f"json_array_elements_text(CAST(:{found[1]} AS TEXT)::json) WITH ORDINALITY AS each (value, key)"
    return f"(SELECT CAST(each.value AS {kind}) AS value, each.key FROM {rows}) AS asked"  # noqa: S608 -- our words
