"""A feed cut to what any real one has, for parsers take quadratic time over long fields. Pure."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

MAX_ENTRIES: Final = 5_000  # arXiv's longest feeds have 2,000
LONGEST_TEXT: Final = 200_000  # bytes between two tags; ten times the longest abstract that is kept
LONGEST_TAG: Final = 8_000  # bytes of one tag with its attributes
LONGEST_WORD: Final = (
    200  # bytes without a space in a person's name; feedparser looks for addresses of e-mail there
)
_ENTRY: Final = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])")
_ENTRY_END: Final = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>")
_PERSON: Final = re.compile(
    rb"(?:[\w.-]+:)?(?:author|creator|contributor|name|email|managingeditor|publisher)\b", re.IGNORECASE
)
_WORD: Final = re.compile(rb"\S{%d,}" % (LONGEST_WORD + 1))
_CDATA: Final = b"![CDATA["
_ENDS: Final = (b"]]>", b"-->")  # what must not be lost with the rest of a text


def cut_feed(body: bytes) -> bytes:
    """The body without the entries beyond the most there may be, and with texts and tags of sane length."""
    return b"<".join(_parts(_fewer(body)))


def _fewer(body: bytes) -> bytes:
    """The first entries, and what follows the last one."""
    more = next(islice(_ENTRY.finditer(body), MAX_ENTRIES, None), None)
    if more is None:
        return body
    end = max((found.end() for found in _ENTRY_END.finditer(body, more.start())), default=len(body))
    return body[: more.start()] + body[end:]


def _parts(body: bytes) -> Iterator[bytes]:
    before = b""
    for part in body.split(b"<"):
        if len(part) <= LONGEST_WORD:
            yield part
        elif part.startswith(_CDATA):
            text = part[len(_CDATA) :]
            yield _CDATA + _text(_words(text) if _PERSON.match(before) else text)
        else:
            tag, closed, text = part.partition(b">")
            yield _tag(tag) + closed + _text(_words(text) if _PERSON.match(tag) else text)
        before = part


def _tag(tag: bytes) -> bytes:
    """A tag with too much in it loses its attributes."""
    if len(tag) <= LONGEST_TAG:
        return tag
    name = tag[:LONGEST_WORD].split(None, 1)[0] if tag[:1].strip() else b""
    return name + (b"/" if tag.endswith(b"/") else b"")


def _words(text: bytes) -> bytes:
    return _WORD.sub(lambda found: found[0][:LONGEST_WORD], text)


def _text(text: bytes) -> bytes:
    """Its beginning up to a space, so that no character and no entity is halved, and what ends it."""
    if len(text) <= LONGEST_TEXT:
        return text
    kept = text[:LONGEST_TEXT]
    ends = [at for end in _ENDS if (at := text.find(end, LONGEST_TEXT - len(end))) >= 0]
    return kept[: max(kept.rfind(b" "), 0)] + (b" " + text[min(ends) :] if ends else b"")
