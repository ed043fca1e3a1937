"""Sentences: where they end, and which of them say best what a paper is about."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.text.analyzer import analyze
from bot.text.latex import readable
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import stem

MAX_SUMMARY = 280  # characters: two lines of a card on a telephone
_MAX_TEXT = 20_000  # characters of a text that are looked at; an abstract has a tenth of that

_END = re.compile(r"""(?<![.!?…])[.!?…]+["'”’)\]]*\s+(?=["'“‘(\[]*[^\W_])|(?<![。！？])[。！？]+[”’」』）]*\s*""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'])(?:e\.g|i\.e|et al|cf|vs|viz|resp|approx|ca|w\.r\.t|a\.k\.a|Figs?|Eqs?|Secs?|Tabs?|Refs?"
    r"|Chap|Apps?|Dr|Prof|Mrs?|Ms|St|Jr|Inc|Nos?|Vol|[A-Z](?:\.[A-Z])*)\.$"
)
_LONGEST_ABBREVIATION = 12
_CUE = re.compile(
    r"\b(?:we|this (?:paper|work|article|report|survey|study))\b[^.]{0,40}?\b(?:propos|introduc|present|develop"
    r"|releas|show|demonstrat|design|describ|investigat|stud(?:y|ies)|provid|find that|argue|build|explore|address"
    r"|benchmark)",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:however|moreover|furthermore|these|this|it|they|such|also|thus|additionally)\b", re.IGNORECASE
)
_SMALL = frozenset(map(stem, STOP_WORDS))

_CUE_WEIGHT = 3.0  # authors announce what is new with the same few verbs
_TITLE_WEIGHT = 2.0  # a sentence that repeats the title's words says what they mean
_FIRST_WEIGHT = 0.5  # the first sentence at least stands by itself
_LEANING_WEIGHT = -0.75  # "However, these" needs the sentence before it
_LONG_WEIGHT = -2.0  # would have to be cut
_SHORT_WEIGHT = -1.0  # under SHORT characters there is hardly a statement
_SHORT = 40


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, trimmed. Abbreviations, initials and decimal numbers end none."""
    found, start = [], 0
    for end in _END.finditer(text):
        before = text[start : end.end()].rstrip()
        following = text[end.end() : end.end() + 1]
        if (
            end[0].startswith(".") and _ABBREVIATION.search(before[-_LONGEST_ABBREVIATION:])
        ) or following.islower():
            continue
        found.append(before.lstrip())
        start = end.end()
    return tuple(sentence for sentence in (*found, text[start:].strip()) if sentence)


@lru_cache(maxsize=1024)  # a digest's papers are shown in many channels; about 2 MB
def summary(abstract: str, tldr: str = "", title: str = "", limit: int = MAX_SUMMARY) -> str:
    """What a paper is about in at most `limit` characters: the source's own TL;DR, else the abstract's
    most telling sentence, with the next where both fit. "" where there is neither.
    """
    if own := readable(tldr[:_MAX_TEXT]):
        return shorten(own, limit)
    found = sentences(readable(abstract[:_MAX_TEXT]))
    if not found:
        return ""
    if len(found) == 1:  # nothing to choose from, and to read it took longest where it is a long one
        return shorten(found[0], limit)
    about = frozenset(analyze(readable(title)).words) - _SMALL
    scores = [_telling(sentence, at, about, limit) for at, sentence in enumerate(found)]
    best = scores.index(max(scores))
    both = " ".join(found[best : best + 2])
    return both if len(both) <= limit else shorten(found[best], limit)


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` characters: up to a sentence's end where one fits, else to a word and `…`."""
    if len(text) <= limit:
        return text
    whole = _fitting(sentences(text), limit)
    if whole:
        return whole
    room = text[: max(limit - 1, 0)]
    cut, space, _ = room.rpartition(" ")
    if not text[len(room)].isspace() and space and len(cut) > limit // 2:
        room = cut
    return room.rstrip(" ,;:–—-(") + "…"


def _fitting(found: Sequence[str], limit: int) -> str:
    text = ""
    for sentence in found:
        longer = f"{text} {sentence}".strip()
        if len(longer) > limit:
            break
        text = longer
    return text


def _telling(sentence: str, at: int, about: frozenset[str], limit: int) -> float:
    score = _FIRST_WEIGHT if at == 0 else 0.0
    if about:
        score += _TITLE_WEIGHT * len(about.intersection(analyze(sentence).words)) / len(about)
    if _CUE.search(sentence):
        score += _CUE_WEIGHT
    if _LEANING.match(sentence) and not _CUE.match(sentence):
        score += _LEANING_WEIGHT
    if len(sentence) > limit:
        score += _LONG_WEIGHT
    elif len(sentence) < _SHORT and sentence.isascii():
        score += _SHORT_WEIGHT
    return score
