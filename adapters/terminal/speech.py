"""How a running Paperboy speaks to whoever collects its output: every line as JSON, if the logs are JSON."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

from adapters.terminal.safe import safe

# Set by `paperboy run` alone: a command typed in the same container answers a person, in sentences.
AS_JSON: Final = ContextVar("as_json", default=False)


def json_line(event: str, level: str, more: Mapping[str, Any]) -> str:
    """A line as the logs have it."""
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return safe(json.dumps({"timestamp": at, "level": level, "event": event, **more}, ensure_ascii=False)) + "\n"
