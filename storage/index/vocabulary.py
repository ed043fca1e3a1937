"""The vocabulary: which terms there are, so that a query is asked without the alternatives that nobody wrote.

A typed word is spelt out in many ways (bot.query.spell_out), of which most are in no paper; and a beginning
stands for the few terms that there are. FTS5 would look every one of them up, and merge everything that begins
so before it answers at all.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Words
from storage.statements import statements

MOST_TERMS = 256  # of a beginning that are looked up one by one

_SQL = statements("vocabulary")
_NAMES = frozenset((Field.AUTHOR, Field.ORG))
COUNTED = frozenset(Field) - _NAMES  # fields of which it is known how many papers have a word
Leaf: TypeAlias = Words | Form | Prefix


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one query's terms are: in how many papers each is, and what its beginnings stand for.

    `papers` has the terms that a beginning stands for too, and lacks those that are nowhere. The numbers are as of
    the last time the index was at leisure.
    """

    papers: Mapping[str, int]
    beginnings: Mapping[str, Mapping[str, int]]

    def papers_with(self, leaf: Leaf) -> int:
        """About how many papers have it, at least 1; a phrase as many as its rarest word."""
        match leaf:
            case Prefix(prefix):
                return max(1, sum(self.beginnings.get(prefix, {}).values()))
            case Words(terms):
                return max(1, min(self.papers.get(term, 0) for term in terms))
            case Form(term):
                return max(1, self.papers.get(term, 0))

    def walked(self, leaves: Iterable[Leaf]) -> int:
        """About how many papers are on the lists that FTS5 walks for these; a phrase has a list for each word."""
        terms: set[str] = set()
        beginnings: set[Prefix] = set()
        for leaf in leaves:
            terms.update(_terms(leaf))
            if isinstance(leaf, Prefix):
                beginnings.add(leaf)
        return sum(self.papers.get(term, 0) for term in terms) + sum(map(self.papers_with, beginnings))


def is_counted(node: Node) -> TypeGuard[Leaf]:
    """Whether the vocabulary knows how many papers have it: of words in the text, not of names and tags."""
    return isinstance(node, Words | Form | Prefix) and node.field in COUNTED


def leaves(node: Node) -> Iterator[Leaf]:
    """What of a query the vocabulary knows, each as often as it stands there."""
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from leaves(each)
        case Not(inner):
            yield from leaves(inner)
        case _ if is_counted(node):
            yield node


def look_up(index: sqlite3.Connection, root: Node) -> Vocabulary:
    """The vocabulary of a query."""
    counted = list(leaves(root))
    terms = sorted({term for leaf in counted for term in _terms(leaf)})
    papers = dict(index.execute(_SQL["papers"], {"terms": json.dumps(terms)}))
    beginnings = {}
    for prefix in {leaf.prefix for leaf in counted if isinstance(leaf, Prefix)}:
        asked = {"first": prefix, "last": prefix + "\U0010ffff"}
        beginnings[prefix] = dict(index.execute(_SQL["beginning"], asked))
        papers |= beginnings[prefix]
    return Vocabulary(papers, beginnings)


def known(node: Node, vocabulary: Vocabulary) -> Node | None:
    """The query without the alternatives that are nowhere; None if nothing can match."""
    match node:
        case Words() | Form():
            there = node.field in _NAMES or all(term in vocabulary.papers for term in _terms(node))
            return node if there else None
        case Prefix():
            return node if node.field in _NAMES or vocabulary.beginnings[node.prefix] else None
        case Or(nodes):
            return _together(
                Or, [each for each in (known(each, vocabulary) for each in nodes) if each is not None]
            )
        case And(nodes):
            found = [known(each, vocabulary) for each in nodes if not isinstance(each, Not)]
            wanted = [each for each in found if each is not None]
            if len(wanted) < len(found):
                return None
            unwanted = [known(each.node, vocabulary) for each in nodes if isinstance(each, Not)]
            return _together(And, (*wanted, *(Not(each) for each in unwanted if each is not None)))
        case _:
            return node


def spelt_out(node: Node, vocabulary: Vocabulary, most: int = 0) -> Node:
    """The query with each beginning as the terms that it stands for, where they are not too many.

    `most`: the commonest so many of them, which finds a part of what matches; what is negated stays whole.
    """
    match node:
        case Prefix(prefix, field) if field not in _NAMES:
            terms = vocabulary.beginnings[prefix]
            if len(terms) > MOST_TERMS and not most:
                return node
            commonest = sorted(terms, key=lambda term: (-terms[term], term))[: most or None]
            return Or(tuple(leaf for term in commonest for leaf in (Words((term,), field), Form(term, field))))
        case Or(nodes):
            return Or(tuple(spelt_out(each, vocabulary, most) for each in nodes))
        case And(nodes):
            return And(tuple(spelt_out(each, vocabulary, most) for each in nodes))
        case Not(inner):
            return Not(spelt_out(inner, vocabulary))
        case _:
            return node


def meet(index: sqlite3.Connection, terms: Iterable[str]) -> None:
    """These terms are in the index now."""
    index.execute(_SQL["meet"], {"terms": json.dumps(sorted(terms), ensure_ascii=False)})


def count(index: sqlite3.Connection, papers: Mapping[str, int]) -> None:
    """So many more papers have these terms."""
    index.executemany(_SQL["count"], sorted((term, number) for term, number in papers.items()))


def _together(kind: type[And | Or], nodes: Iterable[Node]) -> Node | None:
    found = tuple(nodes)
    return kind(found) if len(found) > 1 else found[0] if found else None


def _terms(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Words(terms):
            return terms
        case Form(term):
            return (term,)
        case Prefix():
            return ()
