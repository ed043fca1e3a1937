"""How a worker stands in a row."""

import json
import os
import socket
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.ports.workers import About, Matter

_MATTERS: Final = MappingProxyType({matter.value: matter for matter in Matter})  # a later version may know others


def place_of_this_process() -> str:
    """What people know it by."""
    return f"{socket.gethostname()}:{os.getpid()}"


def said_column(said: Mapping[About, str]) -> str:
    """What a worker says of itself, as JSON."""
    return json.dumps([[matter.value, name, sentence] for (matter, name), sentence in sorted(said.items())])


def said_from(column: str) -> dict[About, str]:
    """The same as it was."""
    return {
        (_MATTERS[matter], name): sentence for matter, name, sentence in json.loads(column) if matter in _MATTERS
    }
