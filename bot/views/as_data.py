"""A view as plain data, for programs (`--json`): every block by its kind, with the view's own fields."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from bot.views.blocks import View


def as_data(view: View) -> dict[str, Any]:
    """{"summary": …, "blocks": [{"kind": "PaperCard", …}, …]}; instants and dates as ISO 8601 texts."""
    return {"summary": view.summary, "blocks": [_data(block) for block in view.blocks]}


def _data(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__} | {f.name: _data(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_data(each) for each in value]
    if isinstance(value, Enum):
        return value.name.lower()
    return value.isoformat() if isinstance(value, date) else value
