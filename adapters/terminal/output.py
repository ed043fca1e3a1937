"""Standard output and standard error of any encoding: what one cannot show is replaced, nothing is lost."""

import codecs
import sys
import unicodedata
from typing import Final, TextIO

from adapters.terminal.safe import safe_lines

_HANDLER: Final = "paperboy.terminal"
_PLAIN: Final = {
    "•": "*", "·": "-", "›": ">", "✓": "+", "✗": "x", "▲": "^", "★": "*", "–": "-", "—": "-", "─": "-", "━": "-",
    "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "←": "<-", "→": "->", "×": "x", "\u00a0": " ",
}  # fmt: skip


def prepare() -> None:
    """From now on neither stream refuses a character (LANG=C, cp1252, an old PYTHONIOENCODING)."""
    codecs.register_error(_HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not a stand-in for a stream
            stream.reconfigure(errors=_HANDLER)


def write_file(text: str, stream: TextIO) -> None:
    """A file's text (BibTeX, JSON): on a screen like any text, into a pipe or a file always as UTF-8."""
    if stream.isatty() or not hasattr(stream, "buffer"):
        stream.write(safe_lines(text) + "\n" * text.endswith("\n"))
    else:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "replace"))
    stream.flush()


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    """The nearest plain characters: a sign's stand-in, a letter without its accent, else a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii() and c.isprintable())
    return _PLAIN.get(character) or letters or "?"
