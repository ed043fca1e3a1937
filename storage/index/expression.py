"""A query's tree as an FTS5 expression and SQL conditions.

Every term is quoted, so that nothing a person typed reaches the syntax of FTS5 (https://sqlite.org/fts5.html,
"Full-text Query Syntax").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.query.tree import And, Field, Form, Node, Not, Or, Prefix, Tag, Trending, Upvotes, Words
from storage.index.terms import MARKS, TAG

# Where a term is looked for: as a word, as a form of one, as either.
_WORDS = {Field.TEXT: "{title abstract} : ", Field.TITLE: "title : ", Field.ABSTRACT: "abstract : "}
_FORMS = {
    Field.TEXT: "{title_forms abstract_forms} : ",
    Field.TITLE: "title_forms : ",
    Field.ABSTRACT: "abstract_forms : ",
}
_EITHER = {Field.TEXT: "", Field.TITLE: "{title title_forms} : ", Field.ABSTRACT: "{abstract abstract_forms} : "}
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>"}  # an index is of use for these, not for NOT


@dataclass(frozen=True, slots=True)
class Condition:
    """What the rows must satisfy: an FTS5 expression ("" for none), and SQL over `doc` with values :v0, :v1 ….

    `where` ("" for none) uses doc's columns, and `doc.id IN (SELECT rowid FROM paper_index …)` where text and
    numbers are mixed in ways that an expression beside a condition cannot say.
    """

    match: str
    where: str = ""
    values: tuple[str | int, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether there is a condition, and it asks for numbers alone."""
        return bool(self.where) and "MATCH" not in self.where


def alternatives(root: Node) -> Iterator[Node]:
    """The query as alternatives in which text and numbers stand side by side, so far as it can be written so.

    Text that numbers are an alternative to is looked up by itself: beside them, all of it would be read first.
    """
    if pure(root) or not isinstance(root, And | Or):
        yield root
    elif isinstance(root, Or):
        text = tuple(node for node in root.nodes if pure(node))
        if text:
            yield Or(text) if len(text) > 1 else text[0]
        for node in root.nodes:
            if not pure(node):
                yield from alternatives(node)
    else:
        mixed = [node for node in root.nodes if isinstance(node, Or) and not pure(node)]
        rest = tuple(node for node in root.nodes if node not in mixed)
        if len(mixed) != 1 or not any(not isinstance(node, Not) for node in rest):
            yield root
            return
        for way in alternatives(mixed[0]):
            yield And((*rest, way))


def condition(root: Node) -> Condition:
    """The query's condition; text is left to FTS5 as far as possible."""
    if pure(root):
        return Condition(fts(root))
    if isinstance(root, And):
        text = tuple(node for node in root.nodes if pure(node))
        rest = tuple(node for node in root.nodes if not pure(node))
        if any(not isinstance(node, Not) for node in text):
            where, values = _named(_all(rest))
            return Condition(fts(And(text)), where, values)
    where, values = _named(_sql(root))
    return Condition("", where, values)


def pure(node: Node) -> bool:
    """Whether FTS5 alone can answer it."""
    match node:
        case Words() | Form() | Prefix() | Tag():
            return True
        case Upvotes() | Trending():
            return False
        case And(nodes) | Or(nodes):
            return all(map(pure, nodes))
        case Not(inner):
            return pure(inner)
        case _:
            assert_never(node)


def fts(node: Node) -> str:
    """A text-only tree as an FTS5 expression."""
    match node:
        case Words(terms, field):
            mark = MARKS.get(field, "")
            # Told where to look, FTS5 takes a quarter longer, though a phrase stands nowhere but in the words.
            where = "" if field is Field.TEXT and len(terms) > 1 else _WORDS.get(field, "")
            return where + _quoted(" ".join(mark + term for term in terms))
        case Form(term, field):
            return _FORMS[field] + _quoted(term)
        case Prefix(prefix, field):
            return f"{_EITHER.get(field, '')}{_quoted(MARKS.get(field, '') + prefix)} *"
        case Tag(tag):
            return _quoted(TAG + tag)
        case Or(nodes):
            return "(" + " OR ".join(_alternatives(nodes)) + ")"
        case And(nodes):
            wanted = " AND ".join(dict.fromkeys(fts(each) for each in nodes if not isinstance(each, Not)))
            unwanted = " OR ".join(fts(each.node) for each in nodes if isinstance(each, Not))
            return f"(({wanted}) NOT ({unwanted}))" if unwanted else f"({wanted})"
        case Not() | Upvotes() | Trending():
            raise ValueError("a negation alone, or a number, is no full-text expression")
        case _:
            assert_never(node)


def _alternatives(nodes: tuple[Node, ...]) -> list[str]:
    """Each alternative; a word and the same term as a form are one lookup."""
    forms = {(node.term, node.field) for node in nodes if isinstance(node, Form)}
    both = {
        (node.terms[0], node.field) for node in nodes if isinstance(node, Words) and len(node.terms) == 1
    } & forms
    found = []
    for node in nodes:
        if isinstance(node, Words) and len(node.terms) == 1 and (node.terms[0], node.field) in both:
            found.append(_EITHER[node.field] + _quoted(node.terms[0]))
        elif not (isinstance(node, Form) and (node.term, node.field) in both):
            found.append(fts(node))
    return found


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_Sql = tuple[str, tuple[str | int, ...]]  # SQL with a "?" for each value


def _named(sql: _Sql) -> _Sql:
    """The same with the names :v0, :v1 … in place of the question marks."""
    where, values = sql
    pieces = where.split("?")
    return "".join(piece + f":v{n}" * (n < len(values)) for n, piece in enumerate(pieces)), values


def _sql(node: Node) -> _Sql:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Upvotes(compare, number):
            return f"doc.upvotes {compare} ?", (number,)
        case Trending():
            return "1", ()
        case Not(Upvotes(compare, number)):
            return f"doc.upvotes {_OPPOSITE[compare]} ?", (number,)
        case Not(inner):
            where, values = _sql(inner)
            return f"NOT ({where})", values
        case And(nodes):
            return _all(nodes)
        case Or(nodes):
            parts = [_sql(each) for each in nodes]
            return " OR ".join(f"({where})" for where, _ in parts), tuple(v for _, values in parts for v in values)
        case Words() | Form() | Prefix() | Tag():
            return "doc.id IN (SELECT rowid FROM paper_index WHERE paper_index MATCH ?)", (fts(node),)
        case _:
            assert_never(node)


def _all(nodes: tuple[Node, ...]) -> _Sql:
    parts = [_sql(each) for each in nodes]
    return " AND ".join(f"({where})" for where, _ in parts), tuple(v for _, values in parts for v in values)
