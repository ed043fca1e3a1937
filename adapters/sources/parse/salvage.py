"""Salvage: what a malformed JSON body still holds."""

import ast
import json
import warnings
from dataclasses import dataclass
from typing import Final

MAX_REPR: Final = 200_000  # characters of one Python-repr item; real ones have about 6,000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A body as values; `reason` says what is wrong with it, "" if nothing is. `value` None: nothing was saved."""

    value: object
    reason: str = ""


def load(body: bytes) -> Loaded:
    """The JSON of a body; of a list that is cut short, the whole items before the cut. Never raises."""
    text = body.decode("utf-8-sig", errors="replace").strip()
    if not text:
        return Loaded(None, "the answer is empty")
    if text.startswith("<"):
        return Loaded(None, "the answer is a web page, not JSON")
    try:
        return Loaded(json.loads(text))
    except RecursionError:
        return Loaded(None, "the answer is nested too deeply")
    except ValueError as error:
        items = _whole_items(text)
        why = " ".join(str(error).split())[:80]
        return Loaded(items or None, f"the JSON is broken or cut short ({why})")


def literal(text: str) -> object:
    """The value of an item that was archived as Python's repr of it. Raises ValueError with the reason."""
    if len(text) > MAX_REPR:
        raise ValueError(f"text of {len(text):,} characters instead of an item")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes are the archive's fault
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        raise ValueError("text instead of an item") from None


def _whole_items(text: str) -> list[object]:
    """The items of a list up to the one that cannot be read."""
    decoder, items, at = json.JSONDecoder(), list[object](), 1
    if not text.startswith("["):
        return items
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return items
        items.append(item)
