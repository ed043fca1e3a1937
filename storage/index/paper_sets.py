"""The papers that the parts of one query find, as bits."""

import sqlite3
from collections.abc import Sequence
from functools import reduce

import numpy as np

from bot.query.tree import And, Field, Form, Node, Not, Or, Words
from storage.index import commonest, pairs
from storage.index.bits import Bits, from_keys
from storage.index.expression import fts
from storage.index.vocabulary import Vocabulary, is_counted

FETCHED = 20_000  # papers on the lists of words that are not common, up to which they are looked up: 3 ms


class PaperSets:
    """Sets of common words are read, those of rare ones looked up; each once a query."""

    def __init__(self, index: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._index, self._vocabulary = index, vocabulary
        self._size = commonest.size(index)
        self._read: dict[str, Bits | None] = {}
        self._looked_up: dict[str, Bits] = {}
        self._phrases: dict[Words, Bits | None] = {}

    def of(self, node: Node) -> Bits | None:
        """The papers that it finds; None where that takes long to tell, and of numbers."""
        match node:
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                return self._any(nodes)
            case _:
                return self._any((node,))

    def _all(self, nodes: Sequence[Node]) -> Bits | None:
        found = []
        for each in nodes:
            bits = self.of(each.node if isinstance(each, Not) else each)
            if bits is None:
                return None
            found.append(~bits if isinstance(each, Not) else bits)
        return reduce(np.bitwise_and, found)

    def _any(self, nodes: Sequence[Node]) -> Bits | None:
        """A common word is read together with the same term as a form; what is rare is looked up together."""
        forms = {node.term for node in nodes if isinstance(node, Form) and node.field is Field.TEXT}
        found: list[Bits] = []
        rest: list[Node] = []
        common: set[Node] = set()
        for node in nodes:
            match node:
                case And() | Or():
                    bits = self.of(node)
                    if bits is None:
                        return None
                case Words((term,), Field.TEXT) if term in forms and (bits := self._common(term)) is not None:
                    common.add(Form(term))
                case Words() if (bits := self._phrase(node)) is not None:
                    pass
                case _:
                    rest.append(node)
                    continue
            found.append(bits)
        if others := [node for node in rest if node not in common]:
            bits = self._rare(others)
            if bits is None:
                return None
            found.append(bits)
        return reduce(np.bitwise_or, found)

    def _common(self, term: str) -> Bits | None:
        if term not in self._read:
            self._read[term] = commonest.papers_of(self._index, term, self._size)
        return self._read[term]

    def _phrase(self, phrase: Words) -> Bits | None:
        if len(phrase.terms) < 2 or not is_counted(phrase):
            return None
        if phrase not in self._phrases:
            keys = pairs.papers_of(self._index, phrase)
            self._phrases[phrase] = None if keys is None else from_keys(keys, self._size)
        return self._phrases[phrase]

    def _rare(self, leaves: Sequence[Node]) -> Bits | None:
        counted = [leaf for leaf in leaves if is_counted(leaf)]
        if len(counted) < len(leaves) or sum(map(self._vocabulary.walked, counted)) > FETCHED:
            return None
        match = fts(Or(tuple(leaves)))
        if match not in self._looked_up:
            self._looked_up[match] = from_keys(commonest.keys_of(self._index, match), self._size)
        return self._looked_up[match]
