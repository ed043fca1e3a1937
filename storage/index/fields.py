"""The index's fields, and what of a paper stands in each.

TEXT holds every term of title and abstract, words and forms alike, so that a word is one list of papers: unions of
several lists take ten times as long. In it only the abstract runs on; the title's words and all forms stand apart
from each other, so that a phrase found there is the abstract's; two common words that are neighbours, in the title
or in the abstract, stand there as one term besides (storage.index.pairs). TITLE tells words from forms (`~`), for
the few conditions that ask for one alone; a phrase in the title is found there. ABSTRACT has what is less than all
words of the abstract: its forms (`~`; `&` where they are words of it too) and what only the title has (`!`). In
AUTHOR the forms of names stand as they are: they look like no word.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

import tantivy

from bot.model.paper import Candidate
from bot.text.document import AUTHOR_BREAK, Document, document
from bot.text.stopwords import STOP_WORDS
from bot.text.written import written
from storage.index.pairs import pairs

FORMAT = 11  # raised whenever anything here changes: an index of another format is made anew
KEY, LISTED, UPVOTES = "key", "listed", "upvotes"
TEXT, TITLE, ABSTRACT, AUTHOR, ORG, TAGS = "text", "title", "abstract", "author", "org", "tags"
WRITTEN, CASED = "written", "cased"  # words unstemmed, for completion and spelling; those written with capitals
ACRONYM = "="  # before an acronym (bot.text.analyzer)
FORM = "~"  # before a form in TITLE and ABSTRACT; no term begins so
GAP = "|"  # between what stands apart; it takes a place, and no term has it
BOTH = "&"  # in ABSTRACT, before a form that is a word there as well
ABSENT = "!"  # in ABSTRACT, before a term that is neither there
TITLE_COUNTS = 3  # times that a word of the title stands in TEXT: what the title says weighs that much more
KEY_BITS = 32
MAX_UPVOTES = 2**31

Row: TypeAlias = tuple[tuple[int, ...], tuple[str, ...]]
_NUMBERS = (KEY, LISTED, UPVOTES)
_TEXTS = (TEXT, TEXT, TITLE, ABSTRACT, AUTHOR, ORG, TAGS, WRITTEN, CASED)
_TERMS, _PARTED, _WORDS = "terms", "parted", "words"
_APART = f" {GAP} "


def made(path: str | None) -> tantivy.Index:
    """The index in that folder, made if absent; None: in memory. Raises what tantivy raises."""
    index = tantivy.Index(_schema(), path)
    terms, gaps = tantivy.Tokenizer.whitespace(), tantivy.Filter.custom_stopword([GAP, AUTHOR_BREAK])
    index.register_tokenizer(_TERMS, tantivy.TextAnalyzerBuilder(terms).build())
    index.register_tokenizer(_PARTED, tantivy.TextAnalyzerBuilder(terms).filter(gaps).build())
    small = tantivy.Filter.custom_stopword(sorted(STOP_WORDS))
    index.register_tokenizer(_WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(small).build())
    index.config_reader("manual")
    return index


def row(paper: Candidate) -> Row:
    """What the index keeps of a paper: the values of _NUMBERS and those of _TEXTS."""
    terms, signals = document(paper), paper.signals
    listed = signals.first_listed.toordinal() << KEY_BITS | paper.key
    small, capitals = written(paper.paper.title, paper.paper.abstract)
    texts = (
        " ".join(terms.abstract),
        _APART.join(_apart(terms)),
        " ".join((*terms.title, *(f"{FORM}{form}" for form in terms.title_forms))),
        " ".join(_beside(terms)),
        " ".join((*terms.authors, *terms.authors_forms)),
        " ".join(terms.org),
        " ".join(terms.tags),
        small,
        capitals,
    )
    return (paper.key, listed, min(max(signals.upvotes, 0), MAX_UPVOTES)), texts


def entry(kept: Row) -> tantivy.Document:
    """A row as the engine takes it."""
    made = tantivy.Document()
    numbers, texts = kept
    for name, number in zip(_NUMBERS, numbers, strict=True):
        made.add_integer(name, number)
    for name, text in zip(_TEXTS, texts, strict=True):
        made.add_text(name, text)
    return made


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field(KEY, indexed=True, fast=True)
    builder.add_integer_field(LISTED, fast=True)
    builder.add_integer_field(UPVOTES, fast=True)
    for name in (TEXT, AUTHOR):
        builder.add_text_field(name, tokenizer_name=_PARTED)
    for name in (TITLE, ORG):
        builder.add_text_field(name, tokenizer_name=_TERMS)
    for name in (ABSTRACT, TAGS, CASED):
        builder.add_text_field(name, tokenizer_name=_TERMS, index_option="basic")
    builder.add_text_field(WRITTEN, tokenizer_name=_WORDS, index_option="basic")
    return builder.build()


def _apart(terms: Document) -> Iterable[str]:
    """What of TEXT no phrase is found across."""
    yield from (*dict.fromkeys((*terms.title, *_acronyms(terms.title_forms))), *pairs(terms.title)) * TITLE_COUNTS
    yield from pairs(terms.abstract)
    yield from _acronyms(terms.abstract_forms)
    yield from {form for form in (*terms.title_forms, *terms.abstract_forms) if form[0] != ACRONYM}


def _acronyms(forms: Iterable[str]) -> Iterable[str]:
    """As often as they stand there, as words do: who types one asks for nothing else. Joined words stand once."""
    return (form for form in forms if form[0] == ACRONYM)


def _beside(terms: Document) -> Iterable[str]:
    """What tells which of the paper's terms are words of the abstract, and which are forms of it."""
    words, forms = {*terms.abstract}, {*terms.abstract_forms}
    for form in forms:
        yield f"{BOTH if form in words else FORM}{form}"
    for term in {*terms.title, *terms.title_forms} - words - forms:
        yield f"{ABSENT}{term}"
