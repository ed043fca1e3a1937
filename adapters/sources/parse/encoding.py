"""The text of a file whose encoding nobody tells. Pure."""

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As JabRef ("% Encoding: Cp1252") and Emacs ("-*- coding: latin-1 -*-") write it into a file's beginning.
_SAID: Final = re.compile(rb"(?:encoding|coding)\s*[:=]\s*\"?([\w.:-]{3,30})", re.IGNORECASE)
_HEAD: Final = 1_000


def decoded(body: bytes, *, whole: bool = True) -> str:
    """The body as text: as its mark says, else UTF-8, else as it says itself, else as Windows writes it.

    That is Latin, or Czech and Polish where those have letters that Latin leaves empty.
    Never fails. Of a body that is not whole, a character cut in two at its end is left out.
    """
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    if encoding:
        return body.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body, final=whole)
    except UnicodeDecodeError:
        pass
    said = _SAID.search(body[:_HEAD])
    for name in (said[1].decode("ascii") if said else "", "cp1252", "cp1250"):
        try:
            return body.decode(name) if name else body.decode("cp1252")
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("latin-1")
