"""What Hugging Face says of the recorded papers besides: keywords, and a summary of one sentence."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bench.corpus import SHARED


@dataclass(frozen=True, slots=True)
class Described:
    """Of one paper; `day` is the first list's, as YYYY-MM-DD."""

    day: str
    title: str
    keywords: frozenset[str]
    summary: str


def described() -> Mapping[str, Described]:
    """By paper id, those that have either; since March 2025 nearly all do."""
    found: dict[str, Described] = {}
    for file in sorted((SHARED / "data" / "hf_daily_papers").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                day = json.loads(line)
                for item in day["body"] if isinstance(day["body"], list) else ():
                    paper = item.get("paper") or {} if isinstance(item, dict) else {}
                    if paper.get("summary") and (paper.get("ai_keywords") or paper.get("ai_summary")):
                        found.setdefault(f"arxiv:{paper['id']}", _read(day["date"], paper))
    return found


def _read(day: str, paper: Mapping[str, object]) -> Described:
    keywords = paper.get("ai_keywords")
    return Described(
        day=day,
        title=" ".join(str(paper.get("title") or "").split()),
        keywords=frozenset(str(each).lower().strip() for each in keywords)
        if isinstance(keywords, list)
        else frozenset(),
        summary=" ".join(str(paper.get("ai_summary") or "").split()),
    )
