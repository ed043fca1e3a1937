"""How a fault stands in a row. It is kept once, so its words are a key, and PostgreSQL's have 2.7 kB at most."""

from datetime import datetime
from typing import Final

from bot.ports import Fault
from bot.text.cut import cut
from storage.rows.instants import to_column
from storage.rows.papers import clean

LONGEST: Final = 300  # characters of the place and of the reason; people read them


def fault_row(at: datetime, source: str, fault: Fault) -> tuple[int, str, str, str]:
    """Its columns, from `at` to `reason`."""
    return to_column(at), source, cut(clean(fault.where), LONGEST), cut(clean(fault.reason), LONGEST)
