"""Sighting: which known papers a fetch is about, and what it makes of them. Pure; in memory until stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.model.paper import Paper
from bot.papers.identity import is_strong, same_paper, title_key
from bot.papers.merge import merge


@dataclass(slots=True)
class Sighting:
    """What is known of the papers that a fetch touches, as it changes."""

    papers: dict[int, Paper] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_title: dict[str, list[int]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    folds: list[tuple[int, int]] = field(default_factory=list)  # (from, into)
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
        alike = [
            key for key in self.by_title.get(title_key(paper.title), ()) if same_paper(self.papers[key], paper)
        ]
        known = self.by_id.get(paper.id)
        found = self._one_work(alike if known is None else [known, *alike])
        if not found:
            key, merged = self.next_key, paper
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
        if key not in (titled := self.by_title.setdefault(title_key(merged.title), [])):
            titled.append(key)

    def _one_work(self, keys: Iterable[int]) -> list[int]:
        """Those of the keys that are one work with the first (two numbers of a registry are two works)."""
        ids: dict[str, str] = {}
        work = set()
        for key in keys:
            paper_id = self.papers[key].id
            if is_strong(paper_id) and ids.setdefault(paper_id.partition(":")[0], paper_id) != paper_id:
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
