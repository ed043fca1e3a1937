"""Saved papers as CSV and JSON, to be read by other programs (BibTeX: `bot.papers.bibtex`)."""

import csv
import io
import json
from collections.abc import Sequence

from bot.ports import Saved

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets (CSV injection)


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
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


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
