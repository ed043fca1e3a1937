"""What people paste: an id or a link with the sentence, the brackets and the marks around it. Pure."""

import re
from typing import Final

_WRAPPED: Final = {
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”",
    "‘": "’",
    "«": "»",
}
_OPENING: Final = tuple("([{<")
_MOST_WRAPPED: Final = 8  # brackets around brackets: nobody pastes more
_AFTER: Final = ".,;:!?\"'`”’»*…"  # what a sentence puts behind a link
_STOPS: Final = ".,;:!?…"  # of these, what is no quote
_PAIRS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}
_LINK: Final = re.compile(r"https?://[^\s<>\"|`]+", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"\[[^\[\]]*\]\(\s*<?(https?://[^\s<>]+?)>?\s*\)", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"(arxiv|doi)(?:\s*(?:id|number))?"
    r"(?:\s*[:#=./]?\s*(?=\d)|(?:\s*[:#=/]\s*|\s+)(?=[a-z-]+(?:\.[a-z-]+)?/\d))",
    re.IGNORECASE,
)
# As arXiv names its pages, and with them a browser's tabs and bookmarks: [2401.01234] Title
_TITLED: Final = re.compile(r"\[(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z-]+)?/\d{7}(?:v\d+)?)\]\s", re.IGNORECASE)
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))  # pasted along
_GIVEN: Final = re.compile(
    r"\b(arxiv|doi)(?:\s*:\s*|\s+)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z-]+)?/\d{7}|10\.\d{4,9}/)\S*)", re.IGNORECASE
)


def bare(text: str) -> str:
    """The id or link that a pasted text is, "" if nothing is left; any other text comes back trimmed.

    `(https://arxiv.org/abs/2401.01234).` is the link, `[the paper](https://…)` too, `arxiv 2401.01234` is
    `arxiv:2401.01234`. Brackets that belong to a link, as in `…/wiki/Cat_(animal)`, stay.
    """
    text = text.translate(_UNSEEN).strip()
    if text.startswith("<") and text.endswith(">"):  # as Slack and e-mail wrap links, with a label perhaps
        text = text[1:-1].partition("|")[0]
    text = _unwrapped(text)
    if linked := _MARKDOWN.fullmatch(text):
        text = linked[1]
    if named := _NAMED.match(text):
        text = f"{named[1].lower()}:{text[named.end() :]}"
    return _trimmed(text)


def links_in(text: str) -> tuple[str, ...]:
    """The web addresses in a sentence, each without the sentence's marks."""
    return tuple(_trimmed(link) for link in _LINK.findall(text))


def names_in(text: str) -> tuple[str, ...]:
    """The ids that a sentence gives by a registry's name (`arXiv:2401.01234`, `doi:10.…`), as `scheme:…`.

    A page's title that begins with the id in brackets gives it, too.
    """
    found = ((match[1].lower(), match[2].split()[0]) for match in _GIVEN.finditer(text))
    titled = _TITLED.match(text)
    return tuple(
        f"{scheme}:{_trimmed(rest)}" for scheme, rest in (*found, *([("arxiv", titled[1])] if titled else ()))
    )


def _unwrapped(text: str) -> str:
    """Without the brackets or quotes around all of it, and without a full stop behind those."""
    text = text.strip()
    for _ in range(_MOST_WRAPPED):
        inside = text.rstrip(_AFTER if text[:1] in _OPENING else _STOPS)
        if len(text) < 2 or not inside or inside[-1] != _WRAPPED.get(text[0]):
            break
        text = inside[1:-1].strip()
    return text


def _trimmed(text: str) -> str:
    """Without what the sentence put behind it, and without a bracket that nothing in it opened."""
    end, open_ = (
        len(text),
        {closing: text.count(opening) - text.count(closing) for closing, opening in _PAIRS.items()},
    )
    while end:
        last = text[end - 1]
        if open_.get(last, 0) < 0:
            open_[last] += 1
        elif last not in _AFTER and not last.isspace():
            break
        end -= 1
    text = text[:end]
    first = text[:1]
    if first in _WRAPPED and _WRAPPED[first] not in text:
        text = text[1:].lstrip()
    return text
