"""Paper text made harmless for a terminal: no escape sequence, no control character gets through."""

import re

# C0 and C1 controls (ESC starts a sequence), bidirectional overrides (they reorder what follows), and lone
# surrogates (they cannot be encoded). Tab and line breaks become spaces first.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\n\t\u2028\u2029]")


def safe(text: str) -> str:
    """The text with nothing in it that a terminal would obey."""
    return _HARMFUL.sub("", _BREAKS.sub(" ", text))


def safe_lines(text: str) -> str:
    """Like `safe`, but line breaks stay (code, files)."""
    return "\n".join(safe(line) for line in text.splitlines())


def safe_url(url: str) -> str:
    """The address if a link may lead there, else ""; http and https only."""
    clean = safe(url).strip()
    return clean if clean.startswith(("https://", "http://")) and " " not in clean else ""
