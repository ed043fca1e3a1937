"""Literal text for Slack: cleaned, measured, cut and escaped, so that paper text never becomes markup."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from adapters.slack.api.limits import OPTION_URL
from bot.text.cut import clip, head, width

__all__ = ["clip", "width"]

# What no text may hold: controls (but not tab and newline) and halves of surrogate pairs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What would become a picture where Slack reads emoji names.
_EMOJI = re.compile(r":(?=[A-Za-z0-9_+'-]+(?:::[a-z0-9-]+)?:)")
_UNSAFE_URL = re.compile(r"[\s<>|\"\\^`{}\x00-\x1f\x7f]")


def clean(text: str) -> str:
    """The text without what JSON or Slack refuses: control characters and lone surrogates."""
    return _CONTROLS.sub("", text)


def pieces(text: str, most: int) -> Iterator[str]:
    """The whole text in pieces of at most so many UTF-16 units, broken at a line or word end if there is one."""
    rest = text
    while width(rest) > most:
        begin = head(rest, most)
        end = max(begin.rfind("\n"), begin.rfind(" "))
        at = end + 1 if end > len(begin) // 2 else len(begin)
        yield rest[:at]
        rest = rest[at:]
    if rest:
        yield rest


def escape(text: str) -> str:
    """For a `text` field: `&`, `<` and `>` as entities, ampersand first; nothing else can be escaped.

    Source: https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unpictured(text: str) -> str:
    """The text with `:name:` kept apart by an invisible space, for where Slack would draw an emoji."""
    return _EMOJI.sub(":\u200b", text)


def web_address(url: str) -> str:
    """The address if it is http or https and whole, else ""."""
    url = url.strip()
    if not url or len(url) > OPTION_URL or _UNSAFE_URL.search(url) or _CONTROLS.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and host else ""


def size(value: Any) -> int:
    """Length of the value as JSON with spaces, as it goes over the wire, in UTF-16 units."""
    return width(json.dumps(value, ensure_ascii=False))
