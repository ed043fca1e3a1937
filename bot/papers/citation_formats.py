"""Saved papers as BibTeX, CSV and JSON, to be read by other programs."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.model.paper import Paper
from bot.ports import Saved

# What TeX reads as commands; braces go away, since an unbalanced one would swallow the entries after it.
_TEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": "",
    "}": "",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets (CSV injection)
_SMALL = {"a", "an", "the", "on", "of", "in", "for", "to", "and", "with", "is", "are", "how", "what", "via"}


def bibtex(papers: Sequence[Paper]) -> str:
    """One `@misc` (or `@article` with a DOI) entry a paper, each with a key of its own."""
    taken: set[str] = set()
    return "\n".join(_entry(paper, _fresh(_key(paper), taken)) for paper in papers)


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


def _entry(paper: Paper, key: str) -> str:
    scheme, _, rest = paper.id.partition(":")
    fields = {
        "title": f"{{{_tex(paper.title)}}}",  # a second pair of braces keeps capitals
        "author": " and ".join(_author(name) for name in paper.authors),
        "year": f"{paper.published:%Y}" if paper.published else "",
        "month": f"{paper.published:%m}" if paper.published else "",
        "eprint": rest if scheme == "arxiv" else "",
        "archiveprefix": "arXiv" if scheme == "arxiv" else "",
        "primaryclass": paper.categories[0] if scheme == "arxiv" and paper.categories else "",
        "doi": rest if scheme == "doi" else "",
        "url": _url(paper.url),
    }
    kind = "article" if scheme == "doi" else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@{kind}{{{key},", *lines, "}", ""))


def _key(paper: Paper) -> str:
    """`hu2021lora`: last name, year, first telling word; the id where those are missing or not Latin."""
    last = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else ""
    words = [w for w in re.findall(r"\w+", paper.title.casefold()) if w not in _SMALL]
    year = f"{paper.published:%Y}" if paper.published else ""
    key = _ascii(last) + year + (_ascii(words[0]) if words else "")
    return key if key[:1].isalpha() else "paper" + _ascii(paper.id)


def _fresh(key: str, taken: set[str]) -> str:
    """The key, with a number after it if it is taken: `hu2021lorax2`."""
    fresh = next(k for k in _variants(key) if k not in taken)
    taken.add(fresh)
    return fresh


def _variants(key: str) -> Iterator[str]:
    yield key
    number = 2
    while True:
        yield f"{key}x{number}"
        number += 1


def _author(name: str) -> str:
    """The name as BibTeX must read it: a lone `and` or a comma in it would split or turn it."""
    plain = " ".join(_tex(name).replace(",", " ").split())
    return f"{{{plain}}}" if re.search(r"\band\b", plain, re.IGNORECASE) else plain


def _tex(text: str) -> str:
    return " ".join("".join(_TEX.get(c, c) for c in text).split())


def _url(url: str) -> str:
    return re.sub(r"[{}\\\s]", "", url)


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", folded)
