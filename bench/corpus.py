"""Papers to measure with: the real ones beside the project, and as many as wanted recombined from them.

Recombined means: the title of one real paper, and an abstract of five sentences drawn one by one from all real
abstracts, so that words come as often and as far apart as in real text. Without the real data, nothing is
measured: a made-up vocabulary would flatter every figure.
"""

import gzip
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.model.paper import Candidate, Paper, Signals
from bot.text.sentences import sentences

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SENTENCES = 5  # of an abstract; the real ones have 5 to 9
LAST_DAY = date(2026, 4, 30)


def real_papers() -> list[Paper]:
    """Every distinct paper of the recorded Daily Papers, in the order first listed."""
    days = SHARED / "data" / "hf_daily_papers"
    if not days.is_dir():
        sys.exit("The benchmarks need the real data (../shared/data), which is not here.")
    found: dict[str, Paper] = {}
    for file in sorted(days.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                body = json.loads(line)["body"]
                for item in body if isinstance(body, list) else ():
                    paper = item.get("paper") if isinstance(item, dict) else None
                    if isinstance(paper, dict) and paper.get("summary") and paper.get("id") not in found:
                        found[paper["id"]] = Paper(
                            id=f"arxiv:{paper['id']}",
                            title=" ".join(str(paper["title"]).split()),
                            url=f"https://arxiv.org/abs/{paper['id']}",
                            abstract=" ".join(str(paper["summary"]).split()),
                            authors=tuple(
                                author["name"] for author in paper.get("authors", ()) if author.get("name")
                            ),
                        )
    return list(found.values())


def recombined(real: Sequence[Paper], count: int, *, seed: int = 1, first_key: int = 1) -> Iterator[Candidate]:
    """So many papers made of real titles and real sentences, spread over the days up to LAST_DAY."""
    draw = random.Random(seed)
    pool = [sentence for paper in real for sentence in sentences(paper.abstract)]
    for number in range(count):
        model = draw.choice(real)
        listed = LAST_DAY - timedelta(days=(count - 1 - number) * 3000 // max(count, 1))
        yield Candidate(
            key=first_key + number,
            paper=Paper(
                id=f"arxiv:{1000 + number // 100000:04d}.{number % 100000:05d}",
                title=model.title,
                url="https://arxiv.org/abs/1706.03762",
                abstract=" ".join(draw.choice(pool) for _ in range(SENTENCES)),
                authors=model.authors[:4],
            ),
            signals=Signals(first_listed=listed, last_listed=listed, upvotes=int(draw.paretovariate(1.1)) % 500),
        )
