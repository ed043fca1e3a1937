"""Saved papers as files that other programs read."""

import csv
import io
import json
import re
import unicodedata
from datetime import UTC, date, datetime

from bot.model.paper import Candidate, Signals
from bot.papers.citation_formats import csv_table, json_list
from bot.ports import Saved
from tests.each_of import each_of
from tests.fakes.papers import lora

HOSTILE = 'A {\\input{x}} 50% of $x_i$ & "more" @article{evil, #1 ~ ^ Ünïcode 扩散'


def saved(*papers):
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    signals = Signals(first_listed=date(2021, 6, 18), last_listed=date(2021, 6, 18), upvotes=7)
    return [Saved(paper=Candidate(key=n, paper=p, signals=signals), by="U1", at=at) for n, p in enumerate(papers)]


def test_csv_reads_back_and_runs_no_formula():
    rows = list(csv.DictReader(io.StringIO(csv_table(saved(lora(), lora(2, title='=cmd|"/C calc"!A1'))))))
    assert rows[0]["id"] == "arxiv:2106.09681"
    assert rows[0]["authors"] == "Edward J. Hu; Yelong Shen"
    assert rows[0]["saved_at"] == "2026-11-21T09:00:00Z"
    assert rows[1]["title"] == '\'=cmd|"/C calc"!A1'


@each_of(
    "title",
    [
        *('=cmd|"/C calc"!A1', "+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1＋1", "\n=1"),
        *("A study;=cmd|'/C calc'!A1", "A study; =1", "A study\t=1", 'A "study";=1', "A study\n@SUM(1)"),
    ],
)
@each_of("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_by_whatever_a_spreadsheet_separates(title, separator):
    made = csv_table(saved(lora(title=title, authors=("=1", "-2;=3"), url=f"https://e.example/{title}")))
    cells = [cell for line in re.split(r"[\r\n]+", made) for cell in line.split(separator)]
    assert not [
        cell for cell in cells if unicodedata.normalize("NFKC", cell.strip().strip('"').strip())[:1] in set("=+-@")
    ]


def test_json_keeps_the_papers_own_texts():
    rows = json.loads(json_list(saved(lora(title=HOSTILE), lora(2, published=None))))
    assert rows[0]["title"] == HOSTILE
    assert rows[0]["upvotes"] == 7
    assert rows[1]["published"] is None
