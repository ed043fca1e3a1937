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

import tantivy

from bot.model.paper import Candidate
from bot.text.document import AUTHOR_BREAK, Document, document
from bot.text.folding import lower
from bot.text.latex import readable
from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import spaced
from storage.index.pairs import pairs

FORMAT = 10  # raised whenever anything here changes: an index of another format is made anew
KEY, LISTED, UPVOTES = "key", "listed", "upvotes"
TEXT, TITLE, ABSTRACT, AUTHOR, ORG, TAGS = "text", "title", "abstract", "author", "org", "tags"
WRITTEN, CASED = "written", "cased"  # words unstemmed, for completion and spelling; those written with capitals
FORM = "~"  # before a form in TITLE and ABSTRACT; no term begins so
GAP = "|"  # between what stands apart; it takes a place, and no term has it
BOTH, ABSENT = (
    "&",
    "!",
)  # in ABSTRACT, before a form that is a word there as well; before a term that is neither there
AS = "="  # in CASED, between a word and how it was written
TITLE_COUNTS = 3  # times that a word of the title stands in TEXT: what the title says weighs that much more
LONGEST = 24  # letters of a word that is completed or repaired
KEY_BITS = 32
MAX_UPVOTES = 2**31

_TERMS, _PARTED, _WORDS = "terms", "parted", "words"
_APART = f" {GAP} "
_REMEMBERED = 2**15  # chunks with capitals, in 8 MB
_END = ". "  # of a sentence


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


def entry(paper: Candidate) -> tantivy.Document:
    """A paper as the index keeps it."""
    terms = document(paper)
    made = tantivy.Document()
    made.add_integer(KEY, paper.key)
    made.add_integer(LISTED, paper.signals.first_listed.toordinal() << KEY_BITS | paper.key)
    made.add_integer(UPVOTES, min(max(paper.signals.upvotes, 0), MAX_UPVOTES))
    made.add_text(TEXT, " ".join(terms.abstract))
    made.add_text(TEXT, _APART.join(_apart(terms)))
    made.add_text(TITLE, " ".join((*terms.title, *(f"{FORM}{form}" for form in terms.title_forms))))
    made.add_text(ABSTRACT, " ".join(_beside(terms)))
    made.add_text(AUTHOR, " ".join((*terms.authors, *terms.authors_forms)))
    made.add_text(ORG, " ".join(terms.org))
    made.add_text(TAGS, " ".join(terms.tags))
    small, capitals = _written(paper)
    made.add_text(WRITTEN, small)
    made.add_text(CASED, capitals)
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
    yield from (*dict.fromkeys(terms.title), *pairs(terms.title)) * TITLE_COUNTS
    yield from pairs(terms.abstract)
    yield from {*terms.title_forms, *terms.abstract_forms}


def _beside(terms: Document) -> Iterable[str]:
    """What tells which of the paper's terms are words of the abstract, and which are forms of it."""
    words, forms = {*terms.abstract}, {*terms.abstract_forms}
    for form in forms:
        yield f"{BOTH if form in words else FORM}{form}"
    for term in {*terms.title, *terms.title_forms} - words - forms:
        yield f"{ABSENT}{term}"


class _Cased(dict[str, str]):
    """How a chunk's words are written, for the chunks met before; when there are too many all are forgotten."""

    def __missing__(self, chunk: str) -> str:
        found = " ".join(
            f"{small}{AS}{text}"
            for text, small in spaced(chunk)
            if text != small and 1 < len(small) <= LONGEST and small not in STOP_WORDS and small[0].isalpha()
        )
        if len(chunk) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


_cased = _Cased()


def _written(paper: Candidate) -> tuple[str, str]:
    """All words in small letters, and those that have capitals.

    Capitals that every word has in a title and at a sentence's beginning tell nothing of how it is written.
    """
    parts = readable(paper.paper.abstract).split(_END)
    abstract = _END.join([part[0].lower() + part[1:] if part[1:2].islower() else part for part in parts])
    capitals = {chunk for chunk in abstract.split() if not chunk.islower()}
    return lower(f"{readable(paper.paper.title)} {abstract}"), " ".join(map(_cased.__getitem__, capitals))
