"""Withdrawals as authors word them in a comment, an abstract or a title. Pure."""

import re
from typing import Final

_WORK: Final = (
    r"(?:paper|article|submission|manuscript|preprint|e-?print|work|document|study|publication|report|note)"
)
_GONE: Final = r"(?:withdrawn|retracted|redacted)"
# "withdrawn from NeurIPS" is a venue's affair; "withdrawn from arXiv" is not.
_NOT_A_VENUE: Final = r"\b(?!\s+from\s+(?!arxiv|publication|this|the\s+arxiv))"
_VERB: Final = (
    r"(?:has|have|had|was|is|were|be|been|being|will|should|needs? to|now|hereby|temporarily|voluntarily"
    r"|therefore|must|wish(?:es)? to|would like to|decided to)"
)
_SAID: Final = re.compile(
    rf"(?<!version of )(?<!versions of )"
    rf"\b(?:this|the|our)\s+(?:arxiv\s+|current\s+)?(?:{_WORK}|version)\s+(?:{_VERB}\s+){{0,4}}{_GONE}{_NOT_A_VENUE}"
    rf"|\b(?:authors?|i|we|administrators?)\s+(?:{_VERB}\s+){{0,3}}"
    rf"(?:withdrawn?|withdrew|withdraw|retract(?:ed)?)\s+(?:this|the|our)\s+(?:arxiv\s+)?{_WORK}\b"
    rf"|\bthis\s+(?:arxiv\s+)?(?:{_WORK}|version)\s+(?:has been|was)\s+removed\s+by\s+(?:the\s+)?arxiv\b",
    re.IGNORECASE,
)
_BEGUN: Final = re.compile(
    rf"(?:\W*(?:this\s+|the\s+)?{_WORK}\s+)?\W*(?:(?:is|was|has been)\s+)?{_GONE}{_NOT_A_VENUE}", re.IGNORECASE
)
# RETRACTED ARTICLE: …, Retraction Note to: …, … [Withdrawn]; "Withdrawal: …" may be about drugs.
_TITLED: Final = re.compile(
    r"\W*(?:withdrawn|retracted|retraction)(?:\s+(?:article|paper|chapter|manuscript|preprint|note|notice)){0,2}"
    r"(?:\s+(?:to|of|for))?\W*:|\W*(?:withdrawal|retraction) (?:note|notice)\b"
    r"|\W*(?:notice|statement) of (?:retraction|withdrawal)\b"
    r"|.*[\[(](?:withdrawn|retracted)"
    r"(?:\s+(?:article|paper))?[\])]\W*$|\W*[\[(](?:withdrawn|retracted)[\])]",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[.;:!?]\s+|\s[-–—]\s|,\s+")
NEAR: Final = 300  # characters of an abstract in which a notice stands; further on it tells of other things


def says_withdrawn(title: str, abstract: str, comment: str = "") -> bool:
    """Whether one of them is the notice that the paper was withdrawn."""
    if _TITLED.match(title):
        return True
    begins = (abstract[:NEAR], *_SENTENCE.split(comment))
    return any(map(_BEGUN.match, begins)) or any(map(_SAID.search, (comment, abstract[:NEAR])))
