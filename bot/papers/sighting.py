"""Sighting: which known papers a fetch is about, and what it makes of them. Pure; in memory until stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.model.paper import Listing, Paper
from bot.papers.identity import is_strong, title_key
from bot.papers.merge import merge
from bot.papers.same_work import only_mentions, page, same_entry, same_paper
from bot.papers.standing import OTHER, standing


def ids_of(paper: Paper) -> tuple[str, ...]:
    """All that a sight says the paper goes by: its id, the source's other ids, its page."""
    return tuple(filter(None, (paper.id, *paper.also, page(paper))))


@dataclass(slots=True)
class Sighting:
    """What is known of the papers that a fetch touches, as it changes."""

    papers: dict[int, Paper] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_title: dict[str, list[int]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    folds: list[tuple[int, int]] = field(default_factory=list)  # (from, into)
    mentions: dict[str, str] = field(default_factory=dict)  # an id that an entry only mentions -> its own
    next_key: int = 1
    revision: int = 0

    @property
    def added(self) -> list[int]:
        """Keys of new papers."""
        return sorted(self.new - {one for one, _ in self.folds})

    @property
    def updated(self) -> list[int]:
        """Keys of known papers that changed."""
        return sorted(self.changed - self.new - {one for one, _ in self.folds})

    def sight(self, paper: Paper) -> None:
        """One paper of the fetch: new, known, or the proof that two known ones are one."""
        known = self.by_id.get(paper.id)
        if known is not None and only_mentions(paper, self.papers[known]):
            self.mentions[paper.id], paper = paper.also[0], replace(paper, id=paper.also[0], also=paper.also[1:])
        found = self._known(paper)
        if not found:
            key, merged = self.next_key, replace(paper, also=())
            self.next_key += 1
            self.new.add(key)
        else:
            key, merged = found[0], self.papers[found[0]]
            for other in found[1:]:
                merged = merge(merged, self.papers.pop(other))
                self._fold(other, key)
            merged = merge(merged, paper)
            if merged != self.papers[key]:
                self.changed.add(key)
        self.papers[key] = merged
        self.by_id[paper.id] = self.by_id[merged.id] = key
        for name in ids_of(paper):
            self.by_id.setdefault(name, key)
        if key not in (titled := self.by_title.setdefault(title_key(merged.title), [])):
            titled.append(key)

    def revise(self, paper: Paper) -> None:
        """A new version: it changes a paper that is known by one of its ids, and adds none."""
        if any(name in self.by_id for name in (paper.id, *paper.also)):
            self.sight(paper)

    def key_of(self, listing: Listing) -> int | None:
        """Which paper a listing of the fetch is about; None if nobody described it."""
        return self.by_id.get(self.mentions.get(listing.paper_id, listing.paper_id))

    def _known(self, paper: Paper) -> list[int]:
        """The known papers that this is: by its id, by what else the source calls it, by its title."""
        strong = filter(is_strong, (paper.id, *paper.also))
        named = [key for name in strong if (key := self.by_id.get(name)) is not None]
        titled = self.by_title.get(title_key(paper.title), ())
        alike = [key for key in titled if same_paper(self.papers[key], paper)]
        weak = [name for name in (paper.id, *paper.also) if name in self.by_id and not is_strong(name)]
        named += [self.by_id[name] for name in weak if same_entry(self.papers[self.by_id[name]], paper, name)]
        if not (named or alike) and paper.id in weak and self.papers[self.by_id[paper.id]].id == paper.id:
            named = [self.by_id[paper.id]]  # nothing but its link tells it, and its title was changed
        return self._one_work(paper, dict.fromkeys([*named, *alike]))

    def _one_work(self, paper: Paper, keys: Iterable[int]) -> list[int]:
        """Those of the keys that are one work with the paper and each other.

        Two numbers of a registry are two works, unless a registry said itself that they are one: a preprint's DOI
        and its journal's. That two preprints name one article makes them no one work.
        """
        certain = {self.by_id.get(paper.id)}
        if standing(paper.described_by) > OTHER:
            certain |= {
                key for name in paper.also if (key := self.by_id.get(name)) and self.papers[key].id == name
            }
        ids = {paper.id.partition(":")[0]: paper.id} if is_strong(paper.id) else {}
        work = set()
        for key in keys:
            paper_id = self.papers[key].id
            other = is_strong(paper_id) and ids.setdefault(paper_id.partition(":")[0], paper_id) != paper_id
            if other and key not in certain:
                continue
            work.add(key)
        return sorted(work)

    def _fold(self, other: int, key: int) -> None:
        self.folds.append((other, key))
        self.changed.add(key)
        self.by_id = {each: key if found == other else found for each, found in self.by_id.items()}
        for titled in self.by_title.values():
            if other in titled:
                titled.remove(other)
