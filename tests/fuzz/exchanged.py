"""What a platform sends, with fields exchanged: text that is nearly always read, and reaches what lies behind."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

LEFT_OUT = "!"


def exchanged(samples: Mapping[str, Any], text: str) -> Any:
    """A sample by its name in the first line, and for each further line `path=value`: a value is JSON, or else text.

    A path is names and numbers with dots between; one that leads nowhere is made. `!` leaves the field out.
    """
    name, *lines = text.split("\n")
    names = sorted(samples)
    made = deepcopy(samples[name] if name in samples else samples[names[sum(map(ord, name)) % len(names)]])
    for line in lines:
        path, _, value = line.partition("=")
        _put(made, path.split("."), value)
    return made


def _put(within: Any, path: list[str], value: str) -> None:
    for step in path[:-1]:
        key = _key(within, step)
        if key is None:
            return
        if not isinstance(within[key], dict | list):
            within[key] = {}
        within = within[key]
    key = _key(within, path[-1])
    if key is not None and value != LEFT_OUT:
        within[key] = _value(value)
    elif key is not None:
        del within[key]


def _key(within: Any, step: str) -> Any:
    """Where that is, made if it must be; None in an empty list."""
    if isinstance(within, dict):
        within.setdefault(step, {})
        return step
    return (sum(map(ord, step)) - ord("0")) % len(within) if within else None


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
