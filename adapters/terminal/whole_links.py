"""Addresses stay whole at any width and through a pipe: a long one overflows its line instead of being folded.

Rich folds a word that is longer than its column, and what is folded can be neither clicked nor copied. So a long
address is laid out as a short word that stands for it, and put in when the lines are made.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

LONG = 16  # characters; a shorter address fits into every column
# Of the characters that an address is made of, and of no others: what is put in is shown as it is.
_ADDRESS = re.compile(rf"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]{{{LONG},}}", re.ASCII)
_OPEN, _SHUT = "\u2997", "\u2998"
_STANDS = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_NOT_SHOWN = frozenset({"url", "code_url", "command"})

T = TypeVar("T")


def shortened(view: T, addresses: list[str]) -> T:
    """The view with a short word for each long address; `addresses` takes them in order."""
    short: T = _shortened(view, addresses)
    return short


def restored(text: str, addresses: list[str]) -> str:
    """The lines with the addresses in their places."""
    return _STANDS.sub(lambda found: _nth(addresses, found), text)


def _shortened(value: Any, addresses: list[str]) -> Any:
    if type(value) is str:  # a word of an enumeration stays what it is
        return _ADDRESS.sub(lambda found: _keep(found[0], addresses), value)
    if isinstance(value, tuple):
        return tuple(_shortened(each, addresses) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        shown = (field.name for field in fields(value) if field.name not in _NOT_SHOWN)
        return replace(value, **{name: _shortened(getattr(value, name), addresses) for name in shown})
    return value


def _keep(address: str, addresses: list[str]) -> str:
    tail = address[len(address.rstrip(".,;:!?)")) :]  # what ends the sentence is no part of it
    addresses.append(address.removesuffix(tail) if tail else address)
    return f"{_OPEN}{len(addresses) - 1}{_SHUT}{tail}"


def _nth(addresses: list[str], found: re.Match[str]) -> str:
    number = int(found[1])
    return addresses[number] if number < len(addresses) else found[0]
