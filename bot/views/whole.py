"""A view without half characters: no platform takes a lone surrogate, wherever in a view it came in. Pure."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

T = TypeVar("T")

_HALF: Final = re.compile("[\ud800-\udfff]")


def whole(value: T) -> T:
    """The same view, or part of one, with every half of a surrogate pair left out."""
    found: Any = _whole(value)
    kept: T = found
    return kept


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() or not _HALF.search(value) else _HALF.sub("", value)
    if isinstance(value, tuple):
        parts = tuple(_whole(each) for each in value)
        return parts if any(one is not other for one, other in zip(parts, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        mended = {field.name: _whole(getattr(value, field.name)) for field in fields(value)}
        changed = {name: each for name, each in mended.items() if each is not getattr(value, name)}
        return replace(value, **changed) if changed else value
    return value
