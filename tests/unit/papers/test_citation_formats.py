"""Saved papers as files that other programs read."""

import csv
import io
import json
from datetime import UTC, date, datetime

import bibtexparser
import pytest

from bot.model.paper import Candidate, Paper, Signals
from bot.papers.citation_formats import bibtex, csv_table, json_list
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


def test_an_arxiv_paper_becomes_a_misc_entry_with_its_eprint():
    assert bibtex([paper()]) == (
        "@misc{hu2021lora,\n"
        "  title = {{LoRA: Low-Rank Adaptation}},\n"
        "  author = {Edward J. Hu and Yelong Shen},\n"
        "  year = {2021},\n"
        "  month = {06},\n"
        "  eprint = {2106.09681},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2106.09681},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    "papers",
    [
        [paper(1), paper(2), paper(3)],
        [paper(title=HOSTILE, authors=("A and B", "Doe, John", "李 雷", "}{"))],
        [paper(title="扩散模型", authors=(), published=None)],
        [paper(id="doi:10.1000/x_y", url="https://doi.org/10.1000/x_y")],
        [paper(id="url:00ff00ff00ff00ff", url="https://example.org/{}\\ a", title="}")],
    ],
)
def test_bibtex_parses_with_one_entry_a_paper_and_keys_of_their_own(papers):
    entries = bibtexparser.loads(bibtex(papers)).entries
    assert len(entries) == len(papers)
    assert len({entry["ID"] for entry in entries}) == len(papers)
    assert all(entry["ID"].isascii() and entry["ID"].isalnum() for entry in entries)


def test_bibtex_never_splits_an_author_in_two():
    entry = bibtexparser.loads(bibtex([paper(authors=("Simon and Garfunkel", "Hu, Edward"))])).entries[0]
    assert entry["author"] == "{Simon and Garfunkel} and Hu Edward"


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
