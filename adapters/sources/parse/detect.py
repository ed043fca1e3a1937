"""Which format a file has, by its content. Pure."""

from enum import Enum
from typing import Final

from adapters.sources.parse.bibtex import is_bibtex
from adapters.sources.parse.encoding import decoded
from adapters.sources.parse.saved_text import is_saved_text

HEAD: Final = 65_536  # bytes looked at


_ALL: Final = "saved Daily Papers pages, API JSON, arXiv Atom, RSS, BibTeX"


class Format(Enum):
    """What `paperboy import` reads."""

    JSON = "API JSON"
    LINES = "JSON lines"
    FEED = "Atom or RSS"
    HTML = "a saved page as HTML"
    BIBTEX = "BibTeX"
    TEXT = "a saved page as text"


def detect(head: bytes) -> Format | str:
    """The format, or why it is none that can be read. `head` is the file's beginning."""
    text = decoded(head, whole=False).strip()
    return _refusal(head, text) or _format(text) or f"it is in no format that Paperboy reads ({_ALL})"


def _refusal(head: bytes, text: str) -> str:
    if not text:
        return "it is empty"
    if head.startswith(b"%PDF"):
        return "it is a PDF, not a list of papers"
    odd = sum((c < " " and c not in "\t\n\f\r") or "\x7f" <= c <= "\x9f" or c == "\ufffd" for c in text)
    return "it is binary, not a list of papers" if "\0" in text or odd > len(text) // 50 else ""


def _format(text: str) -> Format | None:
    if text[0] in "[{":
        return Format.LINES if _is_lines(text) else Format.JSON
    if text[0] == "<":
        start = text[:4_000].lower()
        return Format.FEED if any(tag in start for tag in ("<feed", "<rss", "<rdf:rdf")) else Format.HTML
    if is_bibtex(text):
        return Format.BIBTEX
    return Format.TEXT if is_saved_text(text) else None


def _is_lines(text: str) -> bool:
    """Whether each line is an object: the second begins as one, or the only one wraps a body."""
    first, _, rest = text.partition("\n")
    return text[0] == "{" and (rest.lstrip().startswith("{") or '"body"' in first[:200])
