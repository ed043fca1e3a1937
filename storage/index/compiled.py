"""A query as tantivy asks it: the tree's conditions over the index's fields (storage.index.fields)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import tantivy
from tantivy import Occur

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Query, Tag, Trending, Upvotes, Words
from storage.index.fields import ABSENT, ABSTRACT, AUTHOR, BOTH, FORM, ORG, TAGS, TEXT, TITLE, UPVOTES
from storage.index.pairs import pair

# Terms that a beginning stands for, up to which each is weighed by its rarity; of more, the commonest are, and the
# others find their papers without weight. Among a million papers a union of so many takes 5 ms.
EXPANDED = 128
COMMONEST = 32

Asked: TypeAlias = tantivy.Query | None  # None: nothing can match
_NAMES = {Field.AUTHOR: AUTHOR, Field.ORG: ORG}
_FIELDS = {Field.TITLE: TITLE, Field.ABSTRACT: ABSTRACT}


@dataclass(frozen=True, slots=True)
class Compiler:
    """Queries for one state of the index: what is in no paper is left out."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def query(self, node: Node) -> Asked:  # noqa: PLR0911 -- one return for each kind of node
        """The query; None if nothing can match."""
        match node:
            case Words(terms, where):
                return self._words(terms, where)
            case Form(term, where):
                return self._form(term, where)
            case Prefix(prefix, where):
                return self._beginning(prefix, where)
            case Tag(tag):
                return _weightless(self._term(TAGS, tag))
            case Upvotes():
                return self._upvotes(node)
            case Trending():
                return _weightless(tantivy.Query.all_query())
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                return _any(self._either(nodes))
            case Not():
                return self._all((node,))

    def _all(self, nodes: Sequence[Node]) -> Asked:
        wanted = [self.query(each) for each in nodes if not isinstance(each, Not)]
        unwanted = [self.query(each.node) for each in nodes if isinstance(each, Not)]
        parts = [(Occur.Must, each) for each in wanted if each is not None]
        if len(parts) < len(wanted):
            return None
        without = [(Occur.MustNot, each) for each in unwanted if each is not None]
        if not parts:
            parts = [(Occur.Must, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0))]
        return parts[0][1] if len(parts) == 1 and not without else tantivy.Query.boolean_query([*parts, *without])

    def _either(self, nodes: Sequence[Node]) -> Iterable[Asked]:
        """Alternatives; a word that is asked for as a word and as a form is one list of papers."""
        words = (each for each in nodes if isinstance(each, Words) and each.field is Field.TEXT)
        plain = {each.terms[0] for each in words if len(each.terms) == 1}
        both = {each.term for each in nodes if isinstance(each, Form) and each.field is Field.TEXT} & plain
        yield from (self._term(TEXT, term) for term in sorted(both))
        for each in nodes:
            match each:
                case Or(inner):
                    yield from self._either(inner)
                case Words((term,), Field.TEXT) | Form(term, Field.TEXT) if term in both:
                    continue
                case _:
                    yield self.query(each)

    def _words(self, terms: tuple[str, ...], where: Field) -> Asked:
        if where in _NAMES:
            return self._phrase(_NAMES[where], terms)
        if len(terms) > 1:
            return self._run(terms, where)
        (word,) = terms
        in_title = self._term(TITLE, word)
        if where is Field.TITLE:
            return in_title
        if where is Field.ABSTRACT:
            return self._in_abstract(word)
        if not any(self._knows(*there) for there in _as_form(word)):
            return self._term(TEXT, word)
        return _but(self._term(TEXT, word), _but(self._absent(word), in_title))

    def _run(self, terms: tuple[str, ...], where: Field) -> Asked:
        """A phrase of words; the abstract is what runs on in TEXT."""
        if where is Field.TEXT and len(terms) == 2 and (both := pair(*terms)):
            return self._term(TEXT, both)
        in_title = self._phrase(TITLE, terms) if where is not Field.ABSTRACT else None
        return _any((in_title, self._phrase(TEXT, terms) if where is not Field.TITLE else None))

    def _in_abstract(self, word: str) -> Asked:
        return _but(self._term(TEXT, word), self._absent(word))

    def _absent(self, word: str) -> Asked:
        """Papers that have the term, and not as a word of the abstract."""
        return _any((self._term(ABSTRACT, FORM + word), self._term(ABSTRACT, ABSENT + word)))

    def _form(self, form: str, where: Field) -> Asked:
        if where in _NAMES:
            return self._term(_NAMES[where], form)
        if where is Field.TEXT and not self._is_word(form):
            return self._term(TEXT, form)
        fields = _FIELDS.values() if where is Field.TEXT else (_FIELDS[where],)
        return _any(self._term(name, term) for name, term in _as_form(form) if name in fields)

    def _is_word(self, form: str) -> bool:
        """Whether it is a word anywhere, as no acronym is."""
        absent = sum(self.searcher.doc_freq(ABSTRACT, sign + form) for sign in (FORM, ABSENT))
        return self._knows(TITLE, form) or self.searcher.doc_freq(TEXT, form) > absent

    def _beginning(self, prefix: str, where: Field) -> Asked:
        """A union of the terms that begin so, as long as they are few enough."""
        if where is Field.ABSTRACT:  # of words in titles and abstracts there is no list of those in abstracts
            words = [self._in_abstract(term) for term, _ in self.searcher.terms_with_prefix(TEXT, prefix)]
            forms = self.searcher.terms_with_prefix(ABSTRACT, FORM + prefix)
            return _any((*words, *(self._term(ABSTRACT, form) for form, _ in forms)))
        whole, weighed = self._begun(prefix, where)
        found = _any(weighed)
        if whole is None or found is None:
            return found
        return tantivy.Query.boolean_query([(Occur.Must, whole), (Occur.Should, found)])

    def _begun(self, prefix: str, where: Field) -> tuple[Asked, Sequence[Asked]]:
        """What is weighed of the terms that begin so; and before it what finds them all, if those are not all."""
        name = TEXT if where is Field.TEXT else _NAMES.get(where, TITLE)
        starts = (prefix, FORM + prefix) if where is Field.TITLE else (prefix,)
        terms = [each for one in starts for each in self.searcher.terms_with_prefix(name, one, None, EXPANDED + 1)]
        if len(terms) <= EXPANDED:
            return None, [self._term(name, term) for term, _ in terms]
        commonest = sorted(terms, key=lambda each: -each[1])[:COMMONEST]
        pattern = "|".join(f"{re.escape(start)}.*" for start in starts)
        whole = _weightless(tantivy.Query.regex_query(self.schema, name, pattern))
        return whole, [self._term(name, term) for term, _ in commonest]

    def apart(self, query: Query) -> tuple[tantivy.Query, tantivy.Query] | None:
        """What finds the papers of a beginning of very many words, and what weighs them; None where it is none.

        To count the ones and to rank the others takes three quarters of the time of both at once.
        """
        first, *others = query.root.nodes if isinstance(query.root, Or) else (query.root,)
        if query.ranked_by is not None or not isinstance(first, Prefix) or first.field is not Field.TEXT:
            return None
        whole, weighed = self._begun(first.prefix, first.field)
        beside = [self.query(each) for each in others]
        papers, best = _any((whole, *beside)), _any((*weighed, *beside))
        return (papers, best) if whole and papers and best else None

    def _upvotes(self, asked: Upvotes) -> Asked:
        low = asked.number if asked.compare in {">", ">=", "="} else None
        high = asked.number if asked.compare in {"<", "<=", "="} else None
        ends = {"include_lower": asked.compare != ">", "include_upper": asked.compare != "<"}
        kind = tantivy.FieldType.Integer
        return _weightless(tantivy.Query.range_query(self.schema, UPVOTES, kind, low, high, **ends))

    def _phrase(self, name: str, terms: tuple[str, ...]) -> Asked:
        if len(terms) == 1:
            return self._term(name, terms[0])
        if not all(self._knows(name, term) for term in terms):
            return None
        return tantivy.Query.phrase_query(self.schema, name, list(terms))

    def _term(self, name: str, term: str) -> Asked:
        return tantivy.Query.term_query(self.schema, name, term) if self._knows(name, term) else None

    def _knows(self, name: str, term: str) -> bool:
        known = self._known.get((name, term))
        if known is None:
            known = self._known[name, term] = self.searcher.doc_freq(name, term) > 0
        return known


def _as_form(form: str) -> tuple[tuple[str, str], ...]:
    return (TITLE, FORM + form), (ABSTRACT, FORM + form), (ABSTRACT, BOTH + form)


def _any(queries: Iterable[Asked]) -> Asked:
    found = [each for each in queries if each is not None]
    if len(found) < 2:
        return found[0] if found else None
    return tantivy.Query.boolean_query([(Occur.Should, each) for each in found])


def _but(query: Asked, without: Asked) -> Asked:
    if query is None or without is None:
        return query
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, without)])


def _weightless(query: Asked) -> Asked:
    return None if query is None else tantivy.Query.const_score_query(query, 0.0)
