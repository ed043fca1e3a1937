"""A reference as papers cite it, pasted into search: the title in it. Pure."""

import re

_BIBTEX = re.compile(
    r"@\w+\s*\{.*?\btitle\s*=\s*[{\"](?P<title>[^=]{8,}?)[}\"]\s*(?:,|\}|$)", re.IGNORECASE | re.DOTALL
)
# What says that it is a reference; by one of these alone it may be a question.
_NUMBER = re.compile(r"^\s*\[\d{1,3}\]\s*")
_OTHERS = re.compile(r"\bet\s+al\b\.?")
_YEAR = re.compile(r"\(\s*(?:19|20)\d\d[a-z]?\s*\)|(?:19|20)\d\d[a-z]?\.?\s*$")
_INITIALS = re.compile(r"\b[A-Z]\.(?=[\s,;&-]|[A-Z]\.)")
_BEHIND = re.compile(r"\s*[(\[][^()\[\]]*\bet\s+al\b[^()\[\]]*[)\]]\s*$")  # (Vaswani et al., 2017)
_QUOTED = re.compile(r"[\"“]([^\"“”]{8,})[\"”]")
_SENTENCE = re.compile(r"(?<=[^\s.A-Z][^\s.])[.?!](?:\s+|$)|(?<=\))\.\s+")
LEAST = 3  # words of a title
LONGEST = 2_000  # characters that are read


def cited_title(text: str) -> str:
    """The title in a reference; "" if the text is none, or it cannot be told where the title is."""
    text = " ".join(text[:LONGEST].split())
    if found := _BIBTEX.search(text):
        return _clean(found["title"])
    short = _BEHIND.sub("", text)
    if short != text:
        return _clean(short)
    signs = (_NUMBER, _OTHERS, _YEAR, _INITIALS)
    if sum(bool(sign.search(text)) for sign in signs) < 2:
        return ""
    if found := _QUOTED.search(text):
        return _clean(found[1])
    parts = [part for part in _SENTENCE.split(_OTHERS.sub("et al.", text)) if not _names(part)]
    return _clean(max(parts, key=lambda part: len(part.split()), default=""))


def _names(part: str) -> bool:
    """Whether it is the list of who wrote it, or too short for a title."""
    words = part.split()
    several = part.count(",") * 3 > len(words)
    return len(words) < LEAST or bool(_OTHERS.search(part) or (_INITIALS.search(part) and several))


def _clean(title: str) -> str:
    words = _NUMBER.sub("", _YEAR.sub("", title)).replace("{", "").replace("}", "").split()
    return " ".join(words).strip(" .,;") if len(words) >= LEAST else ""
