"""Spelling out: every way a text may write what was typed, as alternatives that each engine can look up."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from bot.query.tree import And, Field, Form, Node, Or, Prefix, Words
from bot.text.analyzer import compounds, joined, names
from bot.text.halves import BEGINNERS, splits
from bot.text.person import meant
from bot.text.tokens import Token, stem

MAX_ALTERNATIVES = 32  # ways to write one phrase
_MAX_VARIED = 3  # compounds of one phrase that are tried both ways
MIN_PARTED = 4  # letters of an acronym that some write with a hyphen: RCNN is R-CNN, but RAG is no r-ag
_SPOKEN = re.compile(r"([a-z]{3,})([24])([a-z]{3,})")  # text2image is text-to-image
_SAID = {"2": "to", "4": "for"}
_SHORT = {"img": "image", "seq": "sequence", "txt": "text", "vid": "video"}  # in such words alone: img2img
# Initials that no full stop parts, as in Manning CD; what can be spoken (LI Bo) is a name.
_INITIALS = re.compile(r"(?<![\w.'’-])(?![B-DF-HJ-NP-TV-XZ]+[AEIOUY])[A-Z]{2,3}(?![\w.'’-])")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_UMLAUT = re.compile(r"(?<=[^\W_])(a|o|u)e(?=[b-df-hj-np-tv-z][^\W_])")  # Mueller, Schaefer; not Xue, Michael
_RUNS = re.compile(r"[^\W\d_]+|[0-9.]+")
# Endings with which a typed beginning may make a word whose stem is shorter than what was typed:
# "retrieva" begins retrieval, which the documents hold as "retriev".
_ENDINGS = (
    "", "able", "al", "ally", "ance", "ation", "ational", "ations", "ble", "ce", "cy", "d", "e", "ed", "ely",
    "ence", "ent", "ents", "er", "es", "ess", "g", "gs", "ic", "ility", "ing", "ings", "ion", "ity", "ive",
    "ization", "ize", "l", "le", "lity", "lly", "ly", "m", "ment", "ms", "n", "ness", "ng", "ngs", "ns", "nt",
    "nts", "on", "onal", "ons", "or", "ors", "ous", "r", "rs", "s", "ss", "t", "tion", "tional", "tions", "tly",
    "ts", "ty", "ul", "ully", "us", "ve", "vely", "y",
)  # fmt: skip


def once(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Each of these once, in order; they are few, and comparing a few takes less than hashing them."""
    found: list[Node] = []
    for node in nodes:
        if node not in found:
            found.append(node)
    return tuple(found)


def either(nodes: Iterable[Node]) -> Node:
    """Any of these, each once; a single one stands for itself."""
    return _any(once(nodes))


def _any(nodes: tuple[Node, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def word(token: Token, left: Token | None, right: Token | None, field: Field) -> Node:
    """One typed word, with its neighbours in the query: `fine tuning` also finds "finetuning"."""
    alone = _alone(token.folded, token.term, token.acronym, field)
    if token.acronym:
        return either(alone)
    beside = [(a, b) for a, b in ((left, token), (token, right)) if a and b and not (a.char or b.char)]
    forms = [form for pair in beside if (form := joined(pair))]
    return either((*alone, *(Words((form,), field) for form in forms)))


@lru_cache(maxsize=2**13)
def _alone(folded: str, term: str, acronym: str, field: Field) -> tuple[Node, ...]:
    """The ways to write a word by itself; remembered, so that queries share the leaves of their common words."""
    if acronym:
        whole = Form(f"={acronym}", field)
        return (whole, Form(stem(acronym), field)) if len(acronym) >= MIN_PARTED else (whole,)
    if spoken := _SPOKEN.fullmatch(folded):
        ends = [stem(_SHORT.get(end, end)) for end in (spoken[1], spoken[3])]
        said = (ends[0], _SAID[spoken[2]], ends[1])
        return (Words((term,), field), Form(term, field), Words(said, field))
    apart = (pair for pair in splits(folded) if pair[0] not in BEGINNERS)  # those the documents have as forms
    return (
        Words((term,), field),
        Form(term, field),
        *(Words(_stems(pair), field) for pair in apart),
    )


def phrase(tokens: Sequence[Token], field: Field) -> Node:
    """Words next to each other: a phrase, a compound (`fine-tuning`), a run of a script without spaces."""
    runs = tuple(compounds(tokens))
    if len(tokens) == 1 and not tokens[0].char:
        return word(tokens[0], None, None, field)
    if len(runs) == 1:
        return either(_compound(runs[0], field))
    ways = dict.fromkeys(_ways(runs))
    alternatives = _any(tuple(Words(way, field) for way in list(ways)[:MAX_ALTERNATIVES]))
    acronyms = dict.fromkeys(run[0].acronym for run in runs if len(run) == 1 and run[0].acronym)
    return And((alternatives, *(Form(f"={name}", field) for name in acronyms))) if acronyms else alternatives


def beginning(tokens: Sequence[Token], field: Field) -> Node:
    """Words that begin as typed: `multi*`, and of compounds `multi-mod*` the whole or its last word."""
    if any(token.char for token in tokens):
        return phrase(tokens, field)
    whole = "".join(token.folded for token in tokens)
    ways: list[Node] = [Prefix(whole, field), *(Words((term,), field) for term in _shorter_stems(whole))]
    if len(tokens) > 1:
        first, last = tokens[:-1], tokens[-1].folded
        ways.append(And((Words(tuple(token.term for token in first), field), Prefix(last, field))))
    return either(ways)


def name(text: str, field: Field) -> Node | None:
    """The words of an author or organization in order, unstemmed; "LeCun, Yann" is Yann LeCun as well."""
    words = names(text)
    if not words:
        return None
    last, comma, first = text.partition(",")
    turned = (*names(first), *names(last)) if comma else words
    if field is not Field.AUTHOR:
        return either((Words(words, field), Words(turned, field)))
    ways = [*([words] if comma else ()), *meant(turned)]
    for other in _otherwise(unicodedata.normalize("NFC", text)):
        last, comma, first = other.partition(",")
        ways += meant((*names(first), *names(last)) if comma else names(other))
    return either(Form(way, field) if isinstance(way, str) else Words(way, field) for way in ways)


def _otherwise(text: str) -> Iterator[str]:
    """Other ways to write a person's name: Manning C D, Mueller and Muller for Müller."""
    for other in (
        text if text.isupper() else _INITIALS.sub(lambda found: " ".join(found[0]), text),
        text.translate(_UMLAUTS),
        _UMLAUT.sub(r"\1", text),
    ):
        if other != text:
            yield other


def _compound(run: Sequence[Token], field: Field) -> Iterator[Node]:
    terms = tuple(token.term for token in run)
    yield Words(terms, field)
    if whole := joined(run):
        yield Form(whole, field)
        yield Words((whole,), field)
    if len(run) == 3 and (sign := {"to": "2", "for": "4"}.get(run[1].folded)):
        yield Words((f"{run[0].folded}{sign}{run[2].folded}",), field)
    for at, pair in enumerate(pairwise(run)):
        if len(run) > 2 and (form := joined(pair)):
            yield Words((*terms[:at], form, *terms[at + 2 :]), field)


def _ways(runs: Sequence[Sequence[Token]]) -> Iterator[tuple[str, ...]]:
    """A phrase as written, with its compounds joined, two words as one, one word as two; the likeliest first."""
    varied = [run for run in runs if len(run) > 1 and joined(run)][:_MAX_VARIED]
    choices = [
        (_terms(run), (joined(run),)) if any(run is one for one in varied) else (_terms(run),) for run in runs
    ]
    for choice in product(*choices):
        yield tuple(term for part in choice for term in part)
    tokens = [token for run in runs for token in run]
    terms = _terms(tokens)
    for at, (left, right) in enumerate(pairwise(tokens)):
        if not (left.char or right.char) and (form := joined((left, right))):
            yield (*terms[:at], form, *terms[at + 2 :])
    for at, token in enumerate(tokens):
        for split in () if token.char else _apart(token.folded):
            yield (*terms[:at], *split, *terms[at + 1 :])


def _terms(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.term for token in tokens)


def _apart(text: str) -> Iterator[tuple[str, ...]]:
    """The terms of the word as two (dataset, data set), or cut where digits begin (gpt4, gpt 4)."""
    for pair in splits(text):
        yield _stems(pair)
    runs = _RUNS.findall(text)
    if len(runs) > 1 and "".join(runs) == text:
        yield _stems(runs)


def _stems(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(stem, words))


def _shorter_stems(prefix: str) -> Iterator[str]:
    """Stems of words that begin so, though the stems do not; a short one only where it leaves little doubt."""
    for ending in _ENDINGS:
        term = stem(prefix + ending)
        if term.startswith(prefix) or not prefix.startswith(term[:-1]):
            continue
        doubtful = (
            len(term) == len(prefix) - 1 < 5 and prefix[-1] in "il"
        )  # "multi" is not "mult", "model" not "mode"
        if not ending or not doubtful:
            yield term
