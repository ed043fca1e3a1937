"""Hostile text made literal in Discord's markdown.

A backslash before ASCII punctuation makes it literal (https://support.discord.com/hc/en-us/articles/210298617).
Mentions have no escape: a zero-width space after the `@` keeps @everyone and @here from lighting up; who is
really notified is `allowed_mentions`' business alone.
"""

import re
from typing import Final
from urllib.parse import urlsplit

_SPECIAL: Final = re.compile(r"([\\*_~|`<\[\]])")
_MASS: Final = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?<=[a-z]):(?=//)", re.IGNORECASE)  # else Discord makes its own link of it
_LEADING: Final = re.compile(r"^(\s*)(#{1,3}(?=\s)|-#|[-+>])")
_LEADING_NUMBER: Final = re.compile(r"^(\s*\d+)([.)])(?=\s)")
# Control characters, line and paragraph separators, and the marks that turn the reading direction of what
# follows; zero-width joiners stay, emoji and Indic scripts need them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SPACE: Final = re.compile(r"[\s\u2028\u2029]+")
_URL_UNSAFE: Final = re.compile(r"[\s<>()\[\]\"'`\\|*_~{}^]|[^\x21-\x7e]")
MAX_URL: Final = 1_000


def clean(text: str) -> str:
    """Whole characters, one line, nothing invisible that acts."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSEEN.sub("", _SPACE.sub(" ", whole))


def escape(text: str) -> str:
    """The text as one line of markdown that shows exactly it."""
    line = _SPECIAL.sub(r"\\\1", clean(text))
    line = _MASS.sub("@\u200b", line)
    line = _ADDRESS.sub(r"\\:", line)
    line = _LEADING_NUMBER.sub(r"\1\\\2", line)
    return _LEADING.sub(r"\1\\\2", line)


def code(text: str) -> str:
    """The text in a fixed-width font within a line."""
    inside = clean(text).replace("`", "\u02cb")
    return f"`` {inside} ``" if inside.strip() else ""


def fence(text: str) -> str:
    """The text as a block to copy; a fence inside it is broken by a zero-width space."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "```\n" + _UNSEEN.sub("", whole).replace("```", "``\u200b`") + "\n```"


def web_address(url: str) -> str:
    """The address in the form that fits a markdown link, or "" if it is no plain http(s) address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return ""
    safe = _URL_UNSAFE.sub(_percent, url.strip())
    return safe if len(safe) <= MAX_URL else ""


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace"))


def link(text: str, url: str) -> str:
    """A masked link to an http(s) address; the escaped text alone for any other address."""
    shown, address = escape(text).strip(), web_address(url)
    return f"[{shown}]({address})" if address and shown else shown
