"""Logs: one event a line, key=value or JSON, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

# Tokens as their makers write them: Slack (xoxb-, xapp-, xoxe.…), Discord (three base64 parts), Hugging Face,
# and any bearer or basic credential, also inside an address.
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|hf_\w{10,}|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?i:bearer|basic|bot)\s+[\w.~+/=-]{16,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|(?<=/services/)[\w/]{20,}"
)
_ADDRESS = re.compile(r"(?<![\w.+%~-])(\w)[\w.+%~!#$&'*/=?^`{|}-]*@(?=[\w-]+(?:\.[\w-]+)+)")  # of e-mail
# What a terminal obeys (ESC begins it) or reorders a line by; a line break is written as \\n by either form.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_LOUD = (
    "httpx",
    "httpcore",
    "apscheduler",
    "slack_bolt",
    "slack_sdk",
    "discord",
    "aiohttp.access",
    "uvicorn.access",
)


def without_secrets(text: str) -> str:
    """The text with everything that looks like a credential replaced, and e-mail addresses cut to `y…@lab.org`."""
    return _ADDRESS.sub(r"\1…@", _SECRETS.sub("…secret…", text))


class _WhenNeeded(logging.Formatter):
    """The formatter of that form, made for the first event: most commands have none, and structlog takes long."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form
        self._made: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if self._made is None:
            self._made = _formatter(self._form)
        return self._made.format(record)


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now: a progress bar stands in for it, and a line comes above the bar."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure(form: str, level: int = logging.INFO) -> None:
    """Send every log of the process to standard error as `form`: "text" or "json"."""
    handler = _ToStandardError()
    handler.setFormatter(_WhenNeeded(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _formatter(form: str) -> logging.Formatter:
    import structlog  # noqa: PLC0415 -- see _WhenNeeded

    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, _extras],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _clean,
            last,
        ],
    )


def _extras(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What was passed as `extra=` becomes the event's keys."""
    record = event["_record"]
    for name, value in record.__dict__.items():
        if name not in _STANDARD and not name.startswith("_"):
            event.setdefault(name, value)
    return event


def _clean(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if not isinstance(value, (int, float, bool, type(None))):
            # Log fields are one line each and may hold anything, half surrogates too.
            said = without_secrets(str(value)).encode("utf-8", "replace").decode("utf-8")
            event[name] = _OBEYED.sub(lambda found: ascii(found[0])[1:-1], said)
    return event
