"""Saved papers as CSV and JSON, to be read by other programs (BibTeX: `bot.papers.bibtex`)."""

import csv
import io
import json
import re
from collections.abc import Sequence

from bot.ports import Saved

# What a spreadsheet runs (CSV injection), also of full width, where a cell begins; where commas are decimal, cells
# are separated by semicolons, whatever quotes say: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")


def csv_table(saved: Sequence[Saved]) -> str:
    """A header and one row a paper."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(("id", "title", "authors", "published", "url", "upvotes", "code", "saved_at", "saved_by"))
    for one in saved:
        paper = one.paper.paper
        cells = (
            paper.id,
            paper.title,
            "; ".join(paper.authors),
            f"{paper.published:%Y-%m-%d}" if paper.published else "",
            paper.url,
            str(one.paper.signals.upvotes),
            paper.code_url,
            f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
            one.by,
        )
        writer.writerow(map(_as_text, cells))
    return out.getvalue()


def _as_text(cell: str) -> str:
    """In one line, and with an apostrophe before what would be a formula."""
    return _FORMULA.sub(r"\1\2'", " ".join(cell.split()))


def json_list(saved: Sequence[Saved]) -> str:
    """A list of objects with the paper's own texts, unescaped."""
    rows = [
        {
            "id": one.paper.paper.id,
            "title": one.paper.paper.title,
            "authors": list(one.paper.paper.authors),
            "abstract": one.paper.paper.abstract,
            "published": f"{one.paper.paper.published:%Y-%m-%d}" if one.paper.paper.published else None,
            "url": one.paper.paper.url,
            "code": one.paper.paper.code_url or None,
            "upvotes": one.paper.signals.upvotes,
            "saved_at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
            "saved_by": one.by,
        }
        for one in saved
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
