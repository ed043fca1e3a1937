"""The words that a library's papers go by: what completes a query before and while it is typed. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.paper import Candidate

MOST = 5_000  # of each kind: more is never offered


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Keywords, authors and categories of the papers held, the commonest of each first."""

    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @classmethod
    def of(cls, papers: Sequence[Candidate]) -> "Vocabulary":
        """What these papers go by."""
        return cls(
            keywords=_commonest(word for each in papers for word in each.paper.keywords),
            authors=_commonest(name for each in papers for name in each.paper.authors),
            categories=_commonest(name for each in papers for name in each.paper.categories),
        )


def matching(names: Iterable[str], typed: str, most: int) -> list[str]:
    """Names in which each typed word begins a word, in their order; those that begin with all of it come first."""
    wanted = typed.casefold().split()
    found = [name for name in names if _begun(name.casefold(), wanted)]
    return sorted(found, key=lambda name: not name.casefold().startswith(typed.casefold().strip()))[:most]


def _begun(name: str, wanted: Sequence[str]) -> bool:
    words = name.replace("-", " ").replace("(", " ").replace(":", " ").split()
    return all(any(word.startswith(each) for word in (*words, name)) for each in wanted)


def _commonest(names: Iterable[str]) -> tuple[str, ...]:
    """By how often they come, then by name; two spellings of one that differ in capitals are one."""
    count: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for name in names:
        key = name.casefold().strip()
        if key:
            count[key] += 1
            spelt.setdefault(key, name.strip())
    ranked = sorted(count, key=lambda key: (-count[key], key))
    return tuple(spelt[key] for key in ranked[:MOST])
