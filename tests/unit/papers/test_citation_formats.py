"""Saved papers as files that other programs read."""

import csv
import io
import json
from datetime import UTC, date, datetime

from bot.model.paper import Candidate, Paper, Signals
from bot.papers.citation_formats import csv_table, json_list
from bot.ports import Saved

HOSTILE = 'A {\\input{x}} 50% of $x_i$ & "more" @article{evil, #1 ~ ^ Ünïcode 扩散'


def paper(n=1, **changes):
    values = {
        "id": f"arxiv:2106.0968{n}",
        "title": "LoRA: Low-Rank Adaptation",
        "url": f"https://arxiv.org/abs/2106.0968{n}",
        "authors": ("Edward J. Hu", "Yelong Shen"),
        "published": date(2021, 6, 17),
        "categories": ("cs.CL",),
    }
    return Paper(**(values | changes))


def saved(*papers):
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    signals = Signals(first_listed=date(2021, 6, 18), last_listed=date(2021, 6, 18), upvotes=7)
    return [Saved(paper=Candidate(key=n, paper=p, signals=signals), by="U1", at=at) for n, p in enumerate(papers)]


def test_csv_reads_back_and_runs_no_formula():
    rows = list(csv.DictReader(io.StringIO(csv_table(saved(paper(), paper(2, title='=cmd|"/C calc"!A1'))))))
    assert rows[0]["id"] == "arxiv:2106.09681"
    assert rows[0]["authors"] == "Edward J. Hu; Yelong Shen"
    assert rows[0]["saved_at"] == "2026-11-21T09:00:00Z"
    assert rows[1]["title"] == '\'=cmd|"/C calc"!A1'


def test_json_keeps_the_papers_own_texts():
    rows = json.loads(json_list(saved(paper(title=HOSTILE), paper(2, published=None))))
    assert rows[0]["title"] == HOSTILE
    assert rows[0]["upvotes"] == 7
    assert rows[1]["published"] is None
